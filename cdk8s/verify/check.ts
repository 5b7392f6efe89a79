/** One thing to prove. */
export type Check<Context> = {
  /** What holds when it passes, as a sentence. */
  readonly proves: string;
  /** Returns what was seen, in a few words. @throws Error that says what was seen instead */
  readonly run: (context: Context) => Promise<string>;
};

export type CheckResult = {
  readonly proves: string;
  readonly isPassed: boolean;
  /** What was seen. */
  readonly seen: string;
  readonly seconds: number;
};

/** Does one check after the other; a failed one does not stop the rest. */
export async function runChecks<Context>(
  checks: readonly Check<Context>[],
  context: Context,
  say: (line: string) => void,
): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const { proves, run } of checks) {
    const begun = Date.now();
    say(`.... ${proves}`);
    const outcome = await run(context).then(
      (seen) => ({ isPassed: true, seen }),
      (error: unknown) => ({ isPassed: false, seen: textOf(error) }),
    );
    const seconds = Math.round((Date.now() - begun) / 100) / 10;
    results.push({ proves, ...outcome, seconds });
    say(`${outcome.isPassed ? 'pass' : 'FAIL'} ${proves} (${seconds} s): ${outcome.seen}`);
  }
  return results;
}

/** @throws Error with `message` unless it holds */
export function ensure(holds: boolean, message: string): asserts holds {
  if (!holds) throw new Error(message);
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
