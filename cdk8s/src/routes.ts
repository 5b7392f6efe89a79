import { FRONT_DOOR, PROCESSES, type ProcessName } from '@books/topology/processes';

/** A public path and who answers it. */
export type Route = {
  readonly process: ProcessName;
  /** Where the process answers in its pods. */
  readonly port: number;
  /** As in the topology: `*` stands for one segment, at the very end for anything. */
  readonly path: string;
};

/** Public paths, the most specific first: whoever takes the first that matches sends a request where it belongs. */
export const ROUTES: readonly Route[] = PROCESSES.flatMap(({ name, port, paths }) =>
  port === undefined ? [] : paths.map((path) => ({ process: name, port, path })),
).sort((a, b) => literals(b.path) - literals(a.path) || (a.path < b.path ? -1 : 1));

/** Where a path goes that no route has. */
export const DEFAULT_ROUTE: Omit<Route, 'path'> = ROUTES.find(
  ({ process }) => process === FRONT_DOOR,
)!;

/** Segments that are said in full. */
function literals(path: string): number {
  return path.split('/').filter((segment) => segment !== '' && segment !== '*').length;
}

/**
 * The path as an ALB understands it: its `*` takes slashes as well, so that here the order of the routes decides what
 * elsewhere the segments do.
 */
export const albPath = ({ path }: Route) => path;

/** The path as a regular expression of Go, which Traefik uses. */
export function traefikRule({ path }: Route): string {
  const isOpenEnded = path.endsWith('/*');
  const literal = (isOpenEnded ? path.slice(0, -1) : path)
    .split('/')
    .map((segment) => (segment === '*' ? '[^/]+' : segment.replaceAll('.', String.raw`\.`)))
    .join('/');
  return `PathRegexp(\`^${literal}${isOpenEnded ? '' : '$'}\`)`;
}
