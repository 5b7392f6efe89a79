import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleProcess } from '@books/bundle/bundle-process';
import { IMAGE_ENTRIES } from '@books/bundle/images';
import { ensure, type Check } from '../check.ts';

const BYTES_PER_MB = 1_000_000;
const LONGEST_START_MS = 60_000;

/** Something that each program refuses, and says so once all of it has been loaded. */
const WRONG_SETTINGS = { PORT: 'x', OPS_PORT: 'x', DYNAMODB_ENDPOINT: 'x' };

export const bundlesStart: Check<undefined> = {
  proves: 'every image has a bundle that starts in an empty folder, without node_modules',
  run: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'books-bundles-'));
    try {
      const sizes: string[] = [];
      for (const [name, entry] of IMAGE_ENTRIES) {
        const outdir = join(folder, 'built', name);
        const { bytes } = await bundleProcess({ entry, outdir });
        const image = join(folder, 'image', name);
        cpSync(outdir, image, { recursive: true });
        const { status, stderr } = spawnSync(process.execPath, ['main.js'], {
          cwd: image,
          env: WRONG_SETTINGS,
          encoding: 'utf8',
          timeout: LONGEST_START_MS,
        });
        ensure(
          status === 1 && stderr.includes('the settings are not valid'),
          `${name} ended with ${status}: ${stderr.slice(0, 300)}`,
        );
        sizes.push(`${name} ${(bytes / BYTES_PER_MB).toFixed(1)} MB`);
      }
      return sizes.join(', ');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
