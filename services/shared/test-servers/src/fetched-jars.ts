import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The command that fetches them. */
export const FETCH_COMMAND = 'npm run test:servers';

/**
 * The class path of a server whose jars were fetched with {@link FETCH_COMMAND}; `undefined` when they were not.
 *
 * @param server a folder of this workspace with the server's `pom.xml`
 */
export function fetchedJars(server: string): string | undefined {
  const folder = fileURLToPath(new URL(`../${server}/target/jars`, import.meta.url));
  return existsSync(folder) ? join(folder, '*') : undefined;
}
