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
  expect(decodeEntry([encodeValue(value), '7'], asItIs)).toEqual({
    entry: { value, generation: 7 },
    isReadable: true,
  });
});

test('takes the absence of a value for a miss', () => {
  expect(decodeEntry([null, '7'], asItIs)).toEqual({ entry: { generation: 7 }, isReadable: true });
});

test('throws when there is no generation', () => {
  expect(() => decodeEntry(['{"value":1}', 'text'], asItIs)).toThrow('no generation');
  expect(() => decodeEntry('OK', asItIs)).toThrow('no generation');
});
