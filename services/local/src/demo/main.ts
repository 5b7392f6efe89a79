// npm run demo: plays the tour against a running instance.

import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { createDemoClient } from './client.ts';
import { playTour } from './tour.ts';

const USAGE = `Plays the complete flow against a running instance that has the sample data, and prints it.

  npm run demo -- [--url http://localhost:8080]

Exits with 1 at the first answer that is not what it should be.
`;

const print = (line: string) => void process.stdout.write(`${line}\n`);

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: {
      url: { type: 'string', default: `http://localhost:${process.env['PORT'] ?? '8080'}` },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const client = createDemoClient(values.url.replace(/\/$/, ''), ({ method, path, body }, status) =>
    print(`   ${method} ${path} ${body === undefined ? '' : JSON.stringify(body)} -> ${status}`),
  );
  await playTour({ client, print, reader: `demo-${randomUUID()}` });
  print('\nThat was the tour: every answer was what it should be.');
}

run().catch((error: unknown) => {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
