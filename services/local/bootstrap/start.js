// What `npm start` runs: installs what is missing, then starts the product on the Node that was brought along.

import { ensureInstalled } from './install.js';
import { run } from './run.js';

ensureInstalled('product');
run('services/local/src/main.ts');
