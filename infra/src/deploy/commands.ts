import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

export type CommandOptions = {
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** What the command reads from standard input: the place for secrets, which arguments are not. */
  readonly input?: string;
};

/** How a deploy gets things done: by the commands that people know as well. */
export type Commands = {
  /** Runs a command whose output people see. @throws Error that names it when it fails */
  run(command: string, args: readonly string[], options?: CommandOptions): Promise<void>;
  /**
   * Runs a command that only looks, and gives what it prints, without the last line break.
   *
   * @param example an answer of the right form, for a dry run
   * @throws CommandError when it fails
   */
  read(command: string, args: readonly string[], example: string): Promise<string>;
};

/** A command that ended with something else than 0. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  /** What it wrote to standard error. */
  readonly complaint: string;

  constructor(command: string, ending: string, complaint: string) {
    super(`${command} ${ending}${complaint === '' ? '' : `: ${complaint}`}`);
    this.complaint = complaint;
  }
}

/** Flags with their values, such as `--name books`. */
export const flags = (values: Readonly<Record<string, string>>): string[] =>
  Object.entries(values).flatMap(([name, value]) => [`--${name}`, value]);

/** As a shell would have it, to be read and copied. */
export const shown = (command: string, args: readonly string[]) =>
  [command, ...args]
    .map((word) =>
      /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`,
    )
    .join(' ');

/** The commands of this machine, started in `folder`. */
export function createCommands(folder: string, say: (line: string) => void): Commands {
  const start = async (
    command: string,
    args: readonly string[],
    { env, input }: CommandOptions,
    output: 'inherit' | 'pipe',
  ): Promise<string> => {
    const child = spawn(command, args, {
      cwd: folder,
      env: { ...process.env, ...env },
      stdio: [input === undefined ? 'ignore' : 'pipe', output, output],
    });
    child.stdin?.on('error', () => {}); // it ended before it had read all; its own ending says why
    child.stdin?.end(input);
    const outputs = Promise.all([
      child.stdout ? text(child.stdout) : '',
      child.stderr ? text(child.stderr) : '',
    ]);
    const ending = await new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(`did not start (${error.message})`));
      child.once('close', (code, signal) =>
        resolve(code === 0 ? '' : `ended with ${code ?? signal}`),
      );
    });
    const [stdout, stderr] = await outputs;
    if (ending !== '') throw new CommandError(command, ending, stderr.trim());
    return stdout.replace(/\n$/, '');
  };
  return {
    async run(command, args, options = {}) {
      say(`  $ ${shown(command, args)}`);
      await start(command, args, options, 'inherit');
    },
    read: (command, args) => start(command, args, {}, 'pipe'),
  };
}

/** Prints commands instead of running them. What looks is printed as well, and answered with an example. */
export const createDryRun = (say: (line: string) => void): Commands => ({
  async run(command, args, { env = {}, input } = {}) {
    const variables = Object.entries(env).map(([name, value]) => `${name}=${value} `);
    say(
      `  $ ${variables.join('')}${shown(command, args)}${input === undefined ? '' : ' < (a secret)'}`,
    );
  },
  async read(command, args, example) {
    say(`  ? ${shown(command, args)}`);
    return example;
  },
});
