import { join } from 'node:path';
import { PROCESSES } from '@books/topology/processes';

const SERVICES = join(import.meta.dirname, '../../..');

/** What there is an image of, and the program in it: every process, and the Job that fills a cluster on one machine. */
export const IMAGE_ENTRIES: ReadonlyMap<string, string> = new Map([
  ...PROCESSES.map(({ name }) => [name, join(SERVICES, name, 'src/main.ts')] as const),
  ['sample-data', join(SERVICES, 'stack/src/sample-data/main.ts')] as const,
]);

/** Where the bundle of an image is put. */
export const bundleFolder = (name: string) => join(SERVICES, 'dist', name);
