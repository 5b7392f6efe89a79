import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { ADAPTER_RULES } from '../../src/custom-metrics.ts';
import { SERVICES } from '../../src/services.ts';
import type { Cluster } from '../cluster.ts';
import { HOST_ADDRESS } from '../control-plane/control-plane.ts';
import { startDaemon, type Daemon } from '../control-plane/daemon.ts';
import type { Endpoints } from '../traffic/endpoints.ts';
import { addAggregatedApi, aggregatedNames } from './aggregated-api.ts';

const PROMETHEUS_PORT = 9090;
const ADAPTER_PORT = 6444;
const METRICS_SERVER_PORT = 6445;
/** The ServiceMonitors say 15 s; here everything is quicker. */
const SCRAPE_SECONDS = 5;

export type MetricsPipeline = {
  /** Kills Prometheus, as a failing node would. */
  killPrometheus(): Promise<void>;
  startPrometheus(): void;
  stop(): Promise<void>;
};

/** Starts Prometheus, prometheus-adapter with our rules, and metrics-server. */
export async function startMetricsPipeline(
  cluster: Cluster,
  namespace: string,
  endpoints: Endpoints,
): Promise<MetricsPipeline> {
  const { folder, programs, kubeconfig, authority } = cluster;
  const logFile = (name: string) => join(folder, 'logs', `${name}.log`);
  const configFile = join(folder, 'prometheus.yaml');
  writeFileSync(
    configFile,
    stringify(prometheusConfig(followTargets(folder, namespace, endpoints))),
  );
  const startPrometheus = () =>
    startDaemon(
      'prometheus',
      'prometheus',
      [
        `--config.file=${configFile}`,
        `--storage.tsdb.path=${join(folder, 'prometheus')}`,
        `--web.listen-address=${HOST_ADDRESS}:${PROMETHEUS_PORT}`,
      ],
      { logFile: logFile('prometheus') },
    );
  let prometheus: Daemon = startPrometheus();

  const rulesFile = join(folder, 'adapter.yaml');
  writeFileSync(rulesFile, stringify({ rules: ADAPTER_RULES }));
  const serve = (name: string, port: number) => {
    const { certificate, key } = authority.issue(name, `/CN=${name}`, aggregatedNames(name));
    return [
      `--secure-port=${port}`,
      `--bind-address=${HOST_ADDRESS}`,
      `--tls-cert-file=${certificate}`,
      `--tls-private-key-file=${key}`,
      `--authentication-kubeconfig=${kubeconfig}`,
      `--authorization-kubeconfig=${kubeconfig}`,
    ];
  };
  const daemons = [
    startDaemon(
      'prometheus-adapter',
      programs['prometheus-adapter'],
      [
        ...serve('prometheus-adapter', ADAPTER_PORT),
        `--lister-kubeconfig=${kubeconfig}`,
        `--prometheus-url=http://${HOST_ADDRESS}:${PROMETHEUS_PORT}`,
        `--config=${rulesFile}`,
        '--metrics-relist-interval=10s',
      ],
      { logFile: logFile('prometheus-adapter') },
    ),
    startDaemon(
      'metrics-server',
      programs['metrics-server'],
      [
        ...serve('metrics-server', METRICS_SERVER_PORT),
        `--kubeconfig=${kubeconfig}`,
        '--kubelet-insecure-tls',
        '--kubelet-preferred-address-types=InternalIP',
        '--metric-resolution=10s',
        '--kubelet-request-timeout=5s',
      ],
      { logFile: logFile('metrics-server') },
    ),
  ];
  await addAggregatedApi(cluster, {
    service: 'prometheus-adapter',
    port: ADAPTER_PORT,
    groups: [
      ['custom.metrics.k8s.io', 'v1beta1'],
      ['custom.metrics.k8s.io', 'v1beta2'],
    ],
  });
  await addAggregatedApi(cluster, {
    service: 'metrics-server',
    port: METRICS_SERVER_PORT,
    groups: [['metrics.k8s.io', 'v1beta1']],
  });
  return {
    killPrometheus: () => prometheus.stop('SIGKILL'),
    startPrometheus: () => void (prometheus = startPrometheus()),
    async stop() {
      for (const daemon of [...daemons, prometheus]) await daemon.stop('SIGKILL');
    },
  };
}

/**
 * Keeps a file of what is to be scraped: the ops port of every pod that belongs to a Service of ours, with the labels
 * that the operator makes of our ServiceMonitors. Debian's Prometheus cannot ask the API server itself.
 *
 * @returns the file
 */
function followTargets(folder: string, namespace: string, endpoints: Endpoints): string {
  const file = join(folder, 'targets.json');
  const write = () => {
    const targets = SERVICES.flatMap(({ name }) =>
      endpoints.all(name, 'ops').map(({ pod, address }) => ({
        targets: [address],
        labels: { job: name, namespace, service: name, pod },
      })),
    );
    // Renamed into place, so that Prometheus never reads half of it.
    writeFileSync(`${file}.new`, JSON.stringify(targets));
    renameSync(`${file}.new`, file);
  };
  write();
  endpoints.onChange(write);
  return file;
}

const prometheusConfig = (targetsFile: string) => ({
  global: { scrape_interval: `${SCRAPE_SECONDS}s`, scrape_timeout: `${SCRAPE_SECONDS - 1}s` },
  scrape_configs: [
    {
      job_name: 'processes',
      file_sd_configs: [{ files: [targetsFile], refresh_interval: `${SCRAPE_SECONDS}s` }],
    },
  ],
});
