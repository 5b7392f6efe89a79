import { FRONT_DOOR, PROCESSES, type ProcessName } from './processes.ts';

type Pattern = {
  readonly process: ProcessName;
  readonly matcher: RegExp;
  readonly literals: number;
};

const PATTERNS: readonly Pattern[] = PROCESSES.flatMap(({ name, paths }) =>
  paths.map((path) => ({
    process: name,
    matcher: matcherOf(path),
    literals: path.split('/').filter((segment) => segment !== '' && segment !== '*').length,
  })),
).sort((a, b) => b.literals - a.literals);

/** The process that serves a path; the front door for a path nobody has. */
export function processOf(pathname: string): ProcessName {
  return PATTERNS.find(({ matcher }) => matcher.test(pathname))?.process ?? FRONT_DOOR;
}

function matcherOf(path: string): RegExp {
  const source = path
    .replace(/[.+?^${}()|[\]\\]/g, String.raw`\$&`)
    .replace(/\/\*$/, '/.*')
    .replace(/\/\*(?=\/)/g, '/[^/]+');
  return new RegExp(`^${source}$`);
}
