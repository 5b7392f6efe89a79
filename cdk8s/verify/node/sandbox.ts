import { realpathSync } from 'node:fs';
import type { ImageProgram } from './images.ts';
import { SANDBOX_NODE } from './images.ts';

export type SandboxOptions = {
  /** Name of the pod's network. */
  readonly network: string;
  readonly image: ImageProgram;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** From a path inside to a folder outside, writable. */
  readonly mounts: ReadonlyMap<string, string>;
  readonly hostsFile: string;
};

/** The user that the manifests ask for. */
const NON_ROOT_ID = '65532';

/** Where the sandbox writes the id of the process in it. */
export const INFO_FILE_DESCRIPTOR = 3;

/**
 * The command that runs a program the way its container would: a root that nobody can write to and that holds the
 * image and the system's libraries only, a user without rights, a network of its own.
 */
export function sandboxCommand(options: SandboxOptions): readonly string[] {
  const { network, image, args, environment, mounts, hostsFile } = options;
  const words = [
    `ip netns exec ${network} bwrap --tmpfs / --ro-bind /usr /usr`,
    '--symlink usr/lib /lib --symlink usr/lib64 /lib64 --symlink usr/bin /bin',
    '--ro-bind /etc /etc --proc /proc --dev /dev',
  ].flatMap((line) => line.split(' '));
  const confinement = [
    `--remount-ro / --unshare-user --uid ${NON_ROOT_ID} --gid ${NON_ROOT_ID}`,
    `--unshare-ipc --cap-drop ALL --clearenv --die-with-parent --info-fd ${INFO_FILE_DESCRIPTOR}`,
  ].flatMap((line) => line.split(' '));
  const readOnly: readonly (readonly [outside: string, inside: string])[] = [
    [hostsFile, '/etc/hosts'],
    [realpathSync(process.execPath), SANDBOX_NODE],
    [image.folder, '/app'],
  ];
  return words.concat(
    readOnly.flatMap(([outside, inside]) => ['--ro-bind', outside, inside]),
    [...mounts].flatMap(([inside, outside]) => ['--bind', outside, inside]),
    confinement,
    Object.entries(environment).flatMap(([name, value]) => ['--setenv', name, value]),
    ['--chdir', '/app', '--'],
    image.command(args),
  );
}
