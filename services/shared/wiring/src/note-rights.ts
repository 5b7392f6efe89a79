import { appendFileSync } from 'node:fs';
import type { NeededRight } from '@books/storage/needed-rights';

/**
 * Notes each right that is needed in a file, as a line of JSON, when it is needed for the first time. Objects of one
 * folder of S3 count as one.
 */
export function noteRights(path: string): (right: NeededRight) => void {
  const seen = new Set<string>();
  return ({ action, resource }) => {
    const folder = action.startsWith('s3:') ? resource.replace(/[^/]*$/, '*') : resource;
    const right = { action, resource: resource.includes('/') ? folder : resource };
    const line = JSON.stringify(right);
    if (seen.has(line)) return;
    seen.add(line);
    // At once, so that it is there even when the process is killed; there are some dozens in its life.
    appendFileSync(path, `${line}\n`);
  };
}
