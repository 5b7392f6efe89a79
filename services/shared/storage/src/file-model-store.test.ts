import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFileModelStore } from './file-model-store.ts';

const at = new Date('2026-01-01T03:00:00Z');
const bytesOf = (text: string) => new TextEncoder().encode(text);
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'books-models-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('has no model before the first is published', async () => {
  expect(await createFileModelStore(join(folder, 'not-made-yet')).current()).toBeUndefined();
});

test('gives back the bytes of the model published last', async () => {
  const models = createFileModelStore(folder);
  await models.publish('1', bytesOf('old'), at);
  await models.publish('2', bytesOf('new'), at);
  const current = await models.current();
  expect(current).toMatchObject({
    version: '2',
    sizeBytes: 3,
    createdAt: '2026-01-01T03:00:00.000Z',
  });
  expect(new TextDecoder().decode(await models.read('2'))).toBe('new');
});

test('keeps one older model to go back to, and no more', async () => {
  const models = createFileModelStore(folder);
  for (const version of ['1', '2', '3']) await models.publish(version, bytesOf(version), at);
  expect(new TextDecoder().decode(await models.read('2'))).toBe('2');
  await expect(models.read('1')).rejects.toMatchObject({ kind: 'not_found' });
});

test('leaves nothing unfinished behind', async () => {
  await createFileModelStore(folder).publish('1', bytesOf('model'), at);
  expect(readdirSync(folder).sort()).toEqual(['current.json', 'model-1.bin']);
});

test.each(['', '{"version":', '{"version":1}', '[]'])(
  'counts a pointer that says %j as none',
  async (content) => {
    const models = createFileModelStore(folder);
    await models.publish('1', bytesOf('model'), at);
    writeFileSync(join(folder, 'current.json'), content);
    expect(await models.current()).toBeUndefined();
    await models.publish('2', bytesOf('next'), at);
    expect((await models.current())?.version).toBe('2');
  },
);

test('refuses a model whose file was damaged', async () => {
  const models = createFileModelStore(folder);
  await models.publish('1', bytesOf('model'), at);
  writeFileSync(join(folder, 'model-1.bin'), 'mödel');
  await expect(models.read('1')).rejects.toMatchObject({ kind: 'unavailable' });
});
