// Starts a program under a guard, says its id, and waits to be killed: node killed-parent.ts <log path>

import { startCommand } from '../command.ts';
import { startGuard } from '../start-guard.ts';

const [logPath = ''] = process.argv.slice(2);
const guard = startGuard();
await startCommand({
  name: 'sleeper',
  command: process.execPath,
  arguments: ['-e', 'console.log(process.pid); setInterval(() => {}, 1000)'],
  environment: process.env,
  logPath,
  guard,
});
setInterval(() => {}, 1000);
