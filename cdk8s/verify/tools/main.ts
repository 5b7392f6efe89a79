/** `npm run tools`: builds the programs that the proof runs, and says where they are. */
import { parseArgs } from 'node:util';
import { buildTool, ToolError, toolFile, toolVersion } from './build-tool.ts';
import { isToolName, PROOF_TOOL_NAMES, TOOL_NAMES } from './tools.ts';

const USAGE = `npm run tools -- [NAME ...] [--list]

Builds programs that \`npm run verify:k8s\` and the load tests run, from their Go modules, and prints where they are.
Without a name, those of \`npm run verify:k8s\`. Needs Go 1.26 or later; what is built is kept and used again.

  --list   only say which there are, their versions and places
  --help   this text

There are: ${TOOL_NAMES.join(', ')}`;

const say = (line: string) => void process.stderr.write(`${line}\n`);

async function run(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { list: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    say(USAGE);
    return 0;
  }
  const unknown = positionals.filter((name) => !isToolName(name));
  if (unknown.length > 0) {
    say(`there is no tool called ${unknown.join(', ')}\n\n${USAGE}`);
    return 2;
  }
  const wanted = positionals.length === 0 ? PROOF_TOOL_NAMES : positionals.filter(isToolName);
  const abort = new AbortController();
  process.once('SIGINT', () => abort.abort());
  for (const name of wanted) {
    const file = values.list
      ? toolFile(name)
      : await buildTool(name, { say, signal: abort.signal });
    process.stdout.write(`${name} ${toolVersion(name)} ${file}\n`);
  }
  return 0;
}

run().then(
  (status) => process.exit(status),
  (error: unknown) => {
    if (!(error instanceof Error)) throw error;
    const isForPeople = error instanceof ToolError || 'code' in error;
    say(isForPeople ? error.message : (error.stack ?? error.message));
    process.exit(1);
  },
);
