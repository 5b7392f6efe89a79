import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { ADAPTER_RULES } from '../../src/custom-metrics.ts';
import { SERVICES } from '../../src/services.ts';
import type { Cluster } from '../cluster.ts';
import { HOST_ADDRESS } from '../control-plane/control-plane.ts';
import { startDaemon, type Daemon } from '../control-plane/daemon.ts';
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
): Promise<MetricsPipeline> {
  const { folder, programs, kubeconfig, authority } = cluster;
  const logFile = (name: string) => join(folder, 'logs', `${name}.log`);
  const configFile = join(folder, 'prometheus.yaml');
  writeFileSync(configFile, stringify(prometheusConfig(kubeconfig, namespace)));
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

/** What the operator makes of our ServiceMonitors: the ops port of every Service, with these labels. */
function prometheusConfig(kubeconfig: string, namespace: string) {
  const label = (source: string, target: string) => ({
    source_labels: [source],
    target_label: target,
  });
  return {
    global: { scrape_interval: `${SCRAPE_SECONDS}s`, scrape_timeout: `${SCRAPE_SECONDS - 1}s` },
    scrape_configs: SERVICES.map(({ name }) => ({
      job_name: name,
      kubernetes_sd_configs: [
        { role: 'endpointslice', kubeconfig_file: kubeconfig, namespaces: { names: [namespace] } },
      ],
      relabel_configs: [
        {
          action: 'keep',
          source_labels: ['__meta_kubernetes_service_label_app_kubernetes_io_name'],
          regex: name,
        },
        {
          action: 'keep',
          source_labels: ['__meta_kubernetes_endpointslice_port_name'],
          regex: 'ops',
        },
        label('__meta_kubernetes_namespace', 'namespace'),
        label('__meta_kubernetes_pod_name', 'pod'),
        label('__meta_kubernetes_service_name', 'service'),
      ],
    })),
  };
}
