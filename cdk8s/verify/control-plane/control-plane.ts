import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { waitFor } from '../wait-for.ts';
import { createApiClient, type ApiClient, type ApiClientOptions } from './api-client.ts';
import { startDaemon, type Daemon } from './daemon.ts';
import { createAuthority, createSigningKey, type Authority, type KeyPair } from './pki.ts';
import { writeKubeconfig } from './kubeconfig.ts';
import { writeSchedulerConfig } from './scheduler-config.ts';

/** The host on which all of it runs, as the cluster sees it; set up by `network.ts`. */
export const HOST_ADDRESS = '10.0.0.1';
const API_PORT = 6443;
const ETCD_URL = 'http://127.0.0.1:2379';
const ETCD_PEER_URL = 'http://127.0.0.1:2380';
export const SERVICE_CIDR = '10.96.0.0/16';
const FIRST_SERVICE_ADDRESS = '10.96.0.1';

export type Programs = Readonly<
  Record<'etcd' | 'kube-apiserver' | 'kube-controller-manager' | 'kube-scheduler', string>
>;

export type ControlPlane = {
  readonly api: ApiClient;
  /** For another process that is to have such a client. */
  readonly access: ApiClientOptions;
  readonly folder: string;
  /** For kubectl, as an administrator. */
  readonly kubeconfig: string;
  readonly authority: Authority;
  /** A kubeconfig of somebody else. */
  kubeconfigFor(id: string, subject: string): string;
  /** Why it does not work any more; `undefined` while it does. */
  fault(): string | undefined;
  stop(): Promise<void>;
};

/**
 * Starts etcd, API server, controllers and scheduler as processes on this machine.
 *
 * @param folder for keys, data and logs
 */
export async function startControlPlane(programs: Programs, folder: string): Promise<ControlPlane> {
  const keys = join(folder, 'pki');
  const logs = join(folder, 'logs');
  mkdirSync(logs, { recursive: true });
  const authority = createAuthority(keys, 'cluster');
  const frontProxy = createAuthority(join(keys, 'front-proxy'), 'front-proxy');
  const signing = createSigningKey(keys);
  const server = authority.issue('kube-apiserver', '/CN=kube-apiserver', [
    HOST_ADDRESS,
    '127.0.0.1',
    FIRST_SERVICE_ADDRESS,
    'kubernetes',
    'kubernetes.default.svc',
  ]);
  const admin = authority.issue('admin', '/O=system:masters/CN=admin');
  const url = `https://${HOST_ADDRESS}:${API_PORT}`;
  const kubeconfig = (id: string, identity: KeyPair) =>
    writeKubeconfig(join(folder, `${id}.kubeconfig`), { url, authority, identity });
  const kubeconfigFor = (id: string, subject: string) =>
    kubeconfig(id, authority.issue(id, subject));

  const daemons: Daemon[] = [];
  const start = (name: keyof Programs, args: readonly string[]) => {
    daemons.push(startDaemon(name, programs[name], args, { logFile: join(logs, `${name}.log`) }));
  };
  start('etcd', [
    `--data-dir=${join(folder, 'etcd')}`,
    `--listen-client-urls=${ETCD_URL}`,
    `--advertise-client-urls=${ETCD_URL}`,
    `--listen-peer-urls=${ETCD_PEER_URL}`,
    `--initial-advertise-peer-urls=${ETCD_PEER_URL}`,
    `--initial-cluster=default=${ETCD_PEER_URL}`,
    // What is in it need not outlive this run.
    '--unsafe-no-fsync',
  ]);
  const proxyClient = frontProxy.issue('front-proxy-client', '/CN=front-proxy-client');
  start('kube-apiserver', [
    `--etcd-servers=${ETCD_URL}`,
    `--bind-address=${HOST_ADDRESS}`,
    `--advertise-address=${HOST_ADDRESS}`,
    `--secure-port=${API_PORT}`,
    `--service-cluster-ip-range=${SERVICE_CIDR}`,
    `--tls-cert-file=${server.certificate}`,
    `--tls-private-key-file=${server.key}`,
    `--client-ca-file=${authority.certificate}`,
    '--authorization-mode=RBAC',
    // As EKS and kind do: else the API server refuses privileged pods itself, whatever Pod Security has to say.
    '--allow-privileged=true',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${signing.public}`,
    `--service-account-signing-key-file=${signing.key}`,
    `--requestheader-client-ca-file=${frontProxy.certificate}`,
    '--requestheader-allowed-names=front-proxy-client',
    '--requestheader-username-headers=X-Remote-User',
    '--requestheader-group-headers=X-Remote-Group',
    '--requestheader-extra-headers-prefix=X-Remote-Extra-',
    `--proxy-client-cert-file=${proxyClient.certificate}`,
    `--proxy-client-key-file=${proxyClient.key}`,
    // There is no kube-proxy on this host, so aggregated APIs are asked at their endpoints.
    '--enable-aggregator-routing=true',
  ]);
  const access = {
    host: HOST_ADDRESS,
    port: API_PORT,
    authority: authority.certificate,
    identity: admin,
  };
  const api = createApiClient(access);
  const fault = () => daemons.map((daemon) => daemon.fault()).find((it) => it !== undefined);
  const stop = async () => {
    for (const daemon of daemons.toReversed()) await daemon.stop();
  };
  try {
    await waitFor(
      async () => {
        const ended = fault();
        if (ended !== undefined) throw new Error(ended);
        await api.call('GET', '/readyz');
        return true;
      },
      { seconds: 180, what: 'the API server' },
    );
    start('kube-controller-manager', [
      `--kubeconfig=${kubeconfigFor('kube-controller-manager', '/CN=system:kube-controller-manager')}`,
      `--service-account-private-key-file=${signing.key}`,
      `--root-ca-file=${authority.certificate}`,
      '--use-service-account-credentials=true',
      '--leader-elect=false',
      `--authentication-kubeconfig=${kubeconfigFor('kcm-authentication', '/O=system:masters/CN=kcm-authentication')}`,
      '--horizontal-pod-autoscaler-sync-period=5s',
      '--horizontal-pod-autoscaler-initial-readiness-delay=5s',
      '--horizontal-pod-autoscaler-cpu-initialization-period=30s',
    ]);
    const schedulerConfig = writeSchedulerConfig(
      join(folder, 'kube-scheduler.json'),
      kubeconfigFor('kube-scheduler', '/CN=system:kube-scheduler'),
    );
    start('kube-scheduler', [`--config=${schedulerConfig}`]);
    await waitFor(() => api.call('GET', '/api/v1/namespaces/default/serviceaccounts/default'), {
      seconds: 120,
      what: 'the controllers',
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    api,
    access,
    folder,
    kubeconfig: kubeconfig('admin', admin),
    authority,
    kubeconfigFor,
    fault,
    stop,
  };
}
