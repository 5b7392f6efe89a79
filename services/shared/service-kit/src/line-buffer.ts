/** Joins lines, so that many are written at once. */
export type LineBuffer = {
  write(line: string): void;
  /** Writes what waits. */
  flush(): void;
};

export type LineBufferOptions = {
  /** Length from which on what waits is written, in UTF-16 code units. */
  readonly fullAt: number;
  /** Longest time that a line waits for others, in milliseconds. */
  readonly longestWaitMs: number;
};

/** @param writeOut takes whole lines, in their order; what it throws reaches whoever wrote the line that filled the buffer */
export function createLineBuffer(
  writeOut: (lines: string) => void,
  { fullAt, longestWaitMs }: LineBufferOptions,
): LineBuffer {
  let waiting = '';
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting === '') return;
    const lines = waiting;
    waiting = '';
    writeOut(lines);
  };
  return {
    write(line) {
      waiting += line;
      if (waiting.length >= fullAt) flush();
      // Nobody stays for it: whoever ends the process flushes.
      else timer ??= setTimeout(flush, longestWaitMs).unref();
    },
    flush,
  };
}
