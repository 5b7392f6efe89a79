/** One part of a deploy, which can be run again without harm. */
export type Step<Context> = {
  /** As in `--from NAME`. */
  readonly name: string;
  /** What it does, for people. */
  readonly title: string;
  readonly run: (context: Context) => Promise<void>;
};

export type RunStepsOptions<Context> = {
  readonly steps: readonly Step<Context>[];
  readonly context: Context;
  /** Name of the step to begin with; the first if not given. */
  readonly from?: string | undefined;
  readonly say: (line: string) => void;
  /** Milliseconds, as of `performance.now()`. */
  readonly now: () => number;
  /** Told of each step that is done, with the name of the one to go on with; `undefined` after the last. */
  readonly onDone?: (next: string | undefined) => void;
};

/** A step that failed, after which nothing more was done. */
export class StepError extends Error {
  override readonly name = 'StepError';
  readonly step: string;

  constructor(step: string, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.step = step;
  }
}

/**
 * Runs steps one after the other, and says which and how long each took.
 *
 * @throws StepError when one fails; Error when there is no step `from`
 */
export async function runSteps<Context>(options: RunStepsOptions<Context>): Promise<void> {
  const { steps, context, from, say, now, onDone } = options;
  const first = from === undefined ? 0 : steps.findIndex(({ name }) => name === from);
  if (first < 0)
    throw new Error(
      `there is no step "${from}"; there are ${steps.map(({ name }) => name).join(', ')}`,
    );
  for (const [index, { name, title, run }] of steps.entries()) {
    const position = `[${index + 1}/${steps.length}] ${name}`;
    if (index < first) {
      say(`${position}: left out`);
      continue;
    }
    say(`${position}: ${title}`);
    const startedAt = now();
    try {
      await run(context);
    } catch (error) {
      throw new StepError(name, error);
    }
    say(`${position}: done in ${((now() - startedAt) / 1000).toFixed(1)} s`);
    onDone?.(steps[index + 1]?.name);
  }
}
