import { CommandError, shown, type CommandOptions, type Commands } from '../deploy/commands.ts';

export type MemoryCommands = Commands & {
  /** What was run, as a shell would have it; what only looks is not in it. */
  readonly ran: string[];
  /** What each of those read from standard input and environment. */
  readonly given: CommandOptions[];
  /** Answers to what looks; the example is the answer where nothing fits. */
  answer(pattern: RegExp, answer: string | CommandError): void;
  /** Makes what runs fail. */
  failAt(pattern: RegExp): void;
  /** Lets it run again. */
  mend(): void;
};

/** Commands that only write down what they were asked. */
export function createMemoryCommands(): MemoryCommands {
  const ran: string[] = [];
  const given: CommandOptions[] = [];
  const answers: (readonly [RegExp, string | CommandError])[] = [];
  let failing: RegExp | undefined;
  return {
    ran,
    given,
    async run(command, args, options = {}) {
      const line = shown(command, args);
      if (failing?.test(line)) throw new CommandError(command, 'ended with 1', '');
      ran.push(line);
      given.push(options);
    },
    async read(command, args, example) {
      const line = shown(command, args);
      const found = answers.findLast(([pattern]) => pattern.test(line))?.[1] ?? example;
      if (found instanceof CommandError) throw found;
      return found;
    },
    answer: (pattern, answer) => void answers.push([pattern, answer]),
    failAt(pattern) {
      failing = pattern;
    },
    mend() {
      failing = undefined;
    },
  };
}
