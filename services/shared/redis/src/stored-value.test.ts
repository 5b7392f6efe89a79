import { expect, test } from 'vitest';
import { decodeEntry, encodeValue, redisKeys } from './stored-value.ts';

const asItIs = (stored: unknown) => stored;

test('keeps the keys of one value in one slot of a cluster', () => {
  expect(redisKeys('reco:ann')).toEqual(['{reco:ann}', '{reco:ann}:gen', '{reco:ann}:held']);
  expect(redisKeys('reco:{a}%')).toEqual([
    '{reco:%7Ba%7D%25}',
    '{reco:%7Ba%7D%25}:gen',
    '{reco:%7Ba%7D%25}:held',
  ]);
});

test.each([[null], [0], [''], [['list']], [{ value: 1 }]])('gives %j back', (value) => {
  expect(decodeEntry([encodeValue(value), '7', 500], undefined, asItIs)).toEqual({
    entry: { value, generation: 7 },
    ttlMs: 500,
    isReadable: true,
  });
});

test('takes the absence of a value for a miss', () => {
  const copy = { value: 'of another generation' };
  const nothing = { entry: { generation: 7 }, ttlMs: 0, isReadable: true };
  expect(decodeEntry([null, '7', -2], copy, asItIs)).toEqual(nothing);
  // Said of a copy that is gone by now.
  expect(decodeEntry([1, '7', 0], undefined, asItIs)).toEqual(nothing);
});

test('takes the copy that Redis says is valid', () => {
  const { entry } = decodeEntry([1, '7', 0], { value: 'copy' }, asItIs);
  expect(entry).toEqual({ value: 'copy', generation: 7 });
});

test('throws when there is no generation', () => {
  expect(() => decodeEntry(['{"value":1}', 'text', 0], undefined, asItIs)).toThrow('no generation');
  expect(() => decodeEntry('OK', undefined, asItIs)).toThrow('no generation');
});
