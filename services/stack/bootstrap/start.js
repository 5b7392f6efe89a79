// What `npm run stack` runs: installs what is missing, then starts the stack on the Node that was brought along.

import { ensureInstalled } from '../../local/bootstrap/install.js';
import { run } from '../../local/bootstrap/run.js';

ensureInstalled('everything');
run('services/stack/src/main.ts');
