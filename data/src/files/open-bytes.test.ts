import { Buffer } from 'node:buffer';
import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import { collect } from './collect.ts';
import { gzipText } from './gzip.ts';
import { openBytes } from './open-bytes.ts';

async function readAll(path: string): Promise<string> {
  return Buffer.concat(await collect((await openBytes(path)).bytes)).toString();
}

describe('an input file', () => {
  test.each([
    ['plain', Buffer.from('one\ntwo\n'), 'one\ntwo\n'],
    ['gzip', gzipText('one\ntwo\n'), 'one\ntwo\n'],
    ['gzip of two members', Buffer.concat([gzipText('one\n'), gzipText('two\n')]), 'one\ntwo\n'],
    ['empty', Buffer.alloc(0), ''],
    ['a single byte', Buffer.from('x'), 'x'],
  ])('is read whole when it is %s, whatever its name', async (_kind, content, expected) => {
    const directory = await temporaryDirectory();
    expect(await readAll(await directory.write('ratings', content))).toBe(expected);
  });

  test('tells how much of it has been read', async () => {
    const directory = await temporaryDirectory();
    const file = await openBytes(await directory.write('books.gz', gzipText('one')));
    expect(file.fractionRead()).toBe(0);
    await collect(file.bytes);
    expect(file.fractionRead()).toBe(1);
  });

  test('that is missing is named', async () => {
    await expect(openBytes('/nowhere/books.jsonl.gz')).rejects.toMatchObject({
      kind: 'not_found',
      message: 'there is no file /nowhere/books.jsonl.gz',
    });
  });

  test('that is a directory is named', async () => {
    const directory = await temporaryDirectory();
    await expect(openBytes(directory.path)).rejects.toMatchObject({
      kind: 'invalid_request',
      message: expect.stringContaining(directory.path),
    });
  });

  test('that ends too early is named', async () => {
    const directory = await temporaryDirectory();
    const path = await directory.write('cut.gz', gzipText('one\ntwo\n').subarray(0, -10));
    await expect(readAll(path)).rejects.toMatchObject({
      kind: 'invalid_request',
      message: `${path} cannot be read: unexpected end of file`,
    });
  });
});

test('equal texts give equal gzip bytes, without a time in the header', () => {
  const compressed = gzipText('one');
  expect(compressed.equals(gzipText('one'))).toBe(true);
  expect([...compressed.subarray(4, 8)]).toEqual([0, 0, 0, 0]);
});
