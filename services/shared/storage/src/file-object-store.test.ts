import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { describeCatalogueSnapshots } from './catalogue-snapshots.contract.ts';
import { describeFileObjectStore } from './file-object-store.contract.ts';
import { createFileObjectStore } from './file-object-store.ts';
import { describeIndexSnapshots } from './index-snapshots.contract.ts';
import { describeModelStore } from './model-store.contract.ts';

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'books-objects-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}
const createInMissingFolder = async () =>
  createFileObjectStore(join(newFolder(), 'made', 'when', 'missing'));

describeFileObjectStore('files', createInMissingFolder);
describeModelStore('files', createInMissingFolder);
describeIndexSnapshots('files', createInMissingFolder);
describeCatalogueSnapshots('files', createInMissingFolder);

test('clears away what one left behind who was killed', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'index-1.bin.4711.unfinished'), 'half');
  const objects = createFileObjectStore(folder);
  expect(await objects.names()).toEqual([]);
  await objects.write('index-2.bin', new TextEncoder().encode('good'));
  expect(readdirSync(folder)).toEqual(['index-2.bin']);
});
