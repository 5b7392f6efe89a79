/** What one server did with one kind of request: the median of its rounds. */
export type Measured = {
  readonly subject: string;
  readonly server: string;
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly cpuMicroseconds: number;
  readonly memoryMb: number;
};

export type Circumstances = {
  readonly date: string;
  readonly node: string;
  readonly cpu: string;
  readonly rounds: number;
  readonly seconds: number;
  /** Processes that wanted a core while it was measured, beside ours: the load average at the begin. */
  readonly loadAverage: number;
};

export const REFERENCE = 'bare Hono';

/** The page that is `docs/benchmarks.md`. */
export function benchmarksPage(rows: readonly Measured[], about: Circumstances): string {
  const subjects = [...new Set(rows.map(({ subject }) => subject))];
  return `# Benchmarks

Written by \`npm run bench:http -- --write\`; run it to measure on your machine. Where the time goes: [benchmarks-profile.md](benchmarks-profile.md).

${about.date}, Node ${about.node}, ${about.cpu}. Each server on one core, the generator with 32 keep-alive connections on the
other, and so DynamoDB Local and Redis; logs, metrics and request ids on. Medians of ${about.rounds} interleaved rounds of ${about.seconds} s. The load average at
the begin was ${about.loadAverage.toFixed(1)}: above 2, others wanted the cores as well, and ratios say more than rates.

The bare servers give the very bytes that ours, embedded, gave, from memory: a Node HTTP server, and a Hono app with a route.
Where requests/s times CPU comes to less than a second, the generator was the limit and not the server: the CPU says more then.

${subjects.map((subject) => table(subject, rows)).join('\n')}`;
}

function table(subject: string, rows: readonly Measured[]): string {
  const own = rows.filter((row) => row.subject === subject);
  const reference = own.find(({ server }) => server === REFERENCE);
  const lines = own.map((row) => {
    const ratio = reference ? (row.perSecond / reference.perSecond).toFixed(2) : '';
    const cells = [
      row.server,
      Math.round(row.perSecond).toLocaleString('en'),
      ratio,
      row.p50.toFixed(2),
      row.p95.toFixed(2),
      row.p99.toFixed(2),
      row.cpuMicroseconds.toFixed(0),
      String(row.memoryMb),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return `## ${subject}

| server | requests/s | of bare Hono | p50 ms | p95 ms | p99 ms | CPU µs/request | memory MB |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
${lines.join('\n')}
`;
}
