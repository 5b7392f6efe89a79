// npm run loadtest:library: writes readers/library.json from the sample catalogue.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { knownBooks } from './known-books.ts';

const file = join(import.meta.dirname, '../readers/library.json');
writeFileSync(file, `${JSON.stringify(knownBooks(), undefined, 2)}\n`);
