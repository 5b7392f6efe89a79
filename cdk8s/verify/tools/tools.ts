/**
 * The programs of others that the proof runs, each built from its published Go modules. A folder beside this file is
 * a module of ours that requires one of them; its go.sum pins every byte. One folder each, since two programs rarely
 * agree on the versions of what they share.
 */
export type Tool = {
  /** Folder of the wrapper module, beside this file. */
  readonly module: string;
  /** Import path of the program. */
  readonly package: string;
  /** The module whose version in go.mod is the program's. */
  readonly versionOf: string;
  /** Link the version in, as the project's own release builds do; programs compare it with their peers'. */
  readonly linkVersion?: (version: string) => Readonly<Record<string, string>>;
};

const kubernetes = (name: string): Tool => ({
  module: 'kubernetes',
  package: `k8s.io/kubernetes/cmd/${name}`,
  versionOf: 'k8s.io/kubernetes',
  linkVersion: (version) => {
    const [major = '', minor = ''] = version.replace('v', '').split('.');
    const at = 'k8s.io/component-base/version';
    return {
      [`${at}.gitVersion`]: version,
      [`${at}.gitMajor`]: major,
      [`${at}.gitMinor`]: minor,
      [`${at}.gitTreeState`]: 'clean',
    };
  },
});

export const TOOLS = {
  etcd: {
    module: 'etcd',
    package: 'go.etcd.io/etcd/server/v3',
    versionOf: 'go.etcd.io/etcd/server/v3',
  },
  'kube-apiserver': kubernetes('kube-apiserver'),
  'kube-controller-manager': kubernetes('kube-controller-manager'),
  'kube-scheduler': kubernetes('kube-scheduler'),
  k6: { module: 'k6', package: 'go.k6.io/k6/v2', versionOf: 'go.k6.io/k6/v2' },
  kwok: { module: 'kwok', package: 'sigs.k8s.io/kwok/cmd/kwok', versionOf: 'sigs.k8s.io/kwok' },
  'metrics-server': {
    module: 'metrics-server',
    package: 'sigs.k8s.io/metrics-server/cmd/metrics-server',
    versionOf: 'sigs.k8s.io/metrics-server',
  },
  'prometheus-adapter': {
    module: 'prometheus-adapter',
    package: 'sigs.k8s.io/prometheus-adapter/cmd/adapter',
    versionOf: 'sigs.k8s.io/prometheus-adapter',
  },
  vegeta: {
    module: 'vegeta',
    package: 'github.com/tsenart/vegeta/v12',
    versionOf: 'github.com/tsenart/vegeta/v12',
  },
} as const satisfies Record<string, Tool>;

export type ToolName = keyof typeof TOOLS;

export const TOOL_NAMES = Object.keys(TOOLS) as readonly ToolName[];

/** What the proof runs: all but the load generator of `npm run loadtest`, which is built when that asks for it. */
export const PROOF_TOOL_NAMES = TOOL_NAMES.filter((name) => name !== 'k6');

export function isToolName(name: string): name is ToolName {
  return Object.hasOwn(TOOLS, name);
}
