import { describe, expect, test } from 'vitest';
import type { ModelStore } from './model-store.ts';
import { createObjectModelStore } from './object-model-store.ts';
import type { ObjectStore } from './object-store.ts';

const at = new Date('2026-01-01T03:00:00Z');
const bytesOf = (text: string) => new TextEncoder().encode(text);

/** Models over an object store; `create` gives an empty one. */
export function describeModelStore(name: string, create: () => Promise<ObjectStore>) {
  const readText = async (models: ModelStore, version: string) =>
    new TextDecoder().decode(await models.read(version));

  describe(`models: ${name}`, () => {
    test('has no model before the first is published', async () => {
      expect(await createObjectModelStore(await create()).current()).toBeUndefined();
    });

    test('gives back the bytes of the model published last', async () => {
      const models = createObjectModelStore(await create());
      await models.publish('1', bytesOf('old'), at);
      await models.publish('2', bytesOf('new'), at);
      expect(await models.current()).toEqual({
        version: '2',
        sizeBytes: 3,
        createdAt: '2026-01-01T03:00:00.000Z',
        // printf new | sha256sum
        sha256: '11507a0e2f5e69d5dfa40a62a1bd7b6ee57e6bcd85c67c9b8431b36fff21c437',
      });
      expect(await readText(models, '2')).toBe('new');
    });

    test('keeps one older model to go back to, and no more', async () => {
      const models = createObjectModelStore(await create());
      for (const version of ['1', '2', '3']) await models.publish(version, bytesOf(version), at);
      expect(await readText(models, '2')).toBe('2');
      await expect(models.read('1')).rejects.toMatchObject({ kind: 'not_found' });
    });

    test('keeps the model in service and not one that nobody got to point to', async () => {
      const objects = await create();
      const models = createObjectModelStore(objects);
      await models.publish('1', bytesOf('good'), at);
      await objects.write('model-2.bin', bytesOf('its publisher was killed'));
      await models.publish('3', bytesOf('next'), at);
      expect(await objects.names()).toEqual(['current.json', 'model-1.bin', 'model-3.bin']);
    });

    test.each(['', '{"version":', '{"version":1}', '[]'])(
      'counts a pointer that says %j as none',
      async (content) => {
        const objects = await create();
        const models = createObjectModelStore(objects);
        await models.publish('1', bytesOf('model'), at);
        await objects.write('current.json', bytesOf(content));
        expect(await models.current()).toBeUndefined();
        await models.publish('2', bytesOf('next'), at);
        expect((await models.current())?.version).toBe('2');
      },
    );

    test('refuses a model whose bytes were damaged', async () => {
      const objects = await create();
      const models = createObjectModelStore(objects);
      await models.publish('1', bytesOf('model'), at);
      await objects.write('model-1.bin', bytesOf('mödel'));
      await expect(models.read('1')).rejects.toMatchObject({ kind: 'unavailable' });
    });

    test('refuses the slower of two publishers', async () => {
      const objects = await create();
      const models = createObjectModelStore(objects);
      await models.publish('1', bytesOf('first'), at);
      // The slow one stores its model; before it points to it the other one publishes.
      const slow = createObjectModelStore({
        ...objects,
        async write(name, bytes) {
          await objects.write(name, bytes);
          await models.publish('3', bytesOf('quick'), at);
        },
      });
      await expect(slow.publish('2', bytesOf('slow'), at)).rejects.toMatchObject({
        kind: 'conflict',
      });
      expect(await readText(models, '3')).toBe('quick');
      expect((await models.current())?.version).toBe('3');
    });
  });
}
