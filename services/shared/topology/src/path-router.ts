import { FRONT_DOOR, PROCESSES, type ProcessName } from './processes.ts';

type Pattern = {
  readonly process: ProcessName;
  /** With the slash before it. */
  readonly first: string;
  readonly matcher: RegExp;
  readonly literals: number;
};

const PATTERNS: readonly Pattern[] = PROCESSES.flatMap(({ name, paths }) =>
  paths.map((path) => ({
    process: name,
    first: firstSegmentOf(path),
    matcher: matcherOf(path),
    literals: path.split('/').filter((segment) => segment !== '' && segment !== '*').length,
  })),
).sort((a, b) => b.literals - a.literals);

/** The patterns that a path can match go by its first segment, so that few have to be tried. */
const BY_FIRST_SEGMENT = Map.groupBy(PATTERNS, ({ first }) => first);

/** The process that serves a path; the front door for a path nobody has. */
export function processOf(pathname: string): ProcessName {
  for (const { matcher, process } of BY_FIRST_SEGMENT.get(firstSegmentOf(pathname)) ?? []) {
    if (matcher.test(pathname)) return process;
  }
  return FRONT_DOOR;
}

function firstSegmentOf(path: string): string {
  const end = path.indexOf('/', 1);
  return end === -1 ? path : path.slice(0, end);
}

function matcherOf(path: string): RegExp {
  const source = path
    .replace(/[.+?^${}()|[\]\\]/g, String.raw`\$&`)
    .replace(/\/\*$/, '/.*')
    .replace(/\/\*(?=\/)/g, '/[^/]+');
  return new RegExp(`^${source}$`);
}
