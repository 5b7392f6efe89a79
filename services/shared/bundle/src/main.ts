/** `npm run build`: makes the bundles that images hold. */
import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { bundleProcess } from './bundle-process.ts';
import { bundleFolder, IMAGE_ENTRIES } from './images.ts';

const USAGE = `npm run build -- [NAME ...]

Makes one bundle for each image in services/dist/<name>; all, if none is named: ${[...IMAGE_ENTRIES.keys()].join(', ')}.`;

const BYTES_PER_MB = 1_000_000;

async function run(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean', default: false } },
  });
  const unknown = positionals.filter((name) => !IMAGE_ENTRIES.has(name));
  if (values.help || unknown.length > 0) {
    if (unknown.length > 0) process.stderr.write(`there is no image ${unknown.join(', ')}\n`);
    process.stdout.write(`${USAGE}\n`);
    return values.help ? 0 : 2;
  }
  for (const [name, entry] of IMAGE_ENTRIES) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    const outdir = bundleFolder(name);
    const { programs, assets, bytes } = await bundleProcess({ entry, outdir });
    const beside = [...programs.slice(1).map((program) => `${program}.js`), ...assets];
    process.stdout.write(
      `${relative(process.cwd(), outdir)}/main.js ${(bytes / BYTES_PER_MB).toFixed(1)} MB${beside.length > 0 ? `, beside it ${beside.join(', ')}` : ''}\n`,
    );
  }
  return 0;
}

process.exitCode = await run();
