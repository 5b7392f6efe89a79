import { expect, test } from 'vitest';
import { readExportFile } from './export-file.ts';

const NOW = new Date('2026-01-01');

async function* parts(...texts: readonly string[]): AsyncGenerator<string> {
  yield* texts;
}

const rowsOf = (...texts: readonly string[]) =>
  Array.fromAsync(readExportFile('', parts(...texts), NOW));

test('reads what is not wanted and ratings, wherever the file is cut in two', async () => {
  const text = JSON.stringify({
    version: 1,
    not_interested: [{ scope: 'author', id: 'Ünal', added_at: '2025-05-01T00:00:00.000Z' }, 7],
    other: { ratings: [{ rating: 1 }] },
    ratings: [{ book_id: 'gb:1', rating: 4.5, timestamp: '2025-06-01T00:00:00.000Z' }, { x: 1 }],
  });
  const expected = [
    {
      line: 1,
      outcome: 'waiting',
      notInterested: { scope: 'author', id: 'Ünal', addedAtMs: Date.parse('2025-05-01') },
    },
    { line: 2, outcome: 'invalid', notes: ['it is no entry of an export'] },
    {
      line: 3,
      outcome: 'waiting',
      givenBookId: 'gb:1',
      stars: 4.5,
      ratedAtMs: Date.parse('2025-06-01'),
    },
    { line: 4, outcome: 'invalid', notes: ['it is no rating of an export'] },
  ];
  for (let cut = 0; cut < text.length; cut += 1) {
    expect(await rowsOf(text.slice(0, cut), text.slice(cut))).toEqual(expected);
  }
});

test.each([
  ['breaks off', '{"ratings":[{"rating":1}'],
  ['is not JSON', '{"ratings":[{"rating":1},]}'],
  ['has more after its end', '{"ratings":[{"rating":1}]} {'],
  ['has neither ratings', '{"ratings":1}'],
])('refuses a file that %s', async (_, text) => {
  await expect(rowsOf(text)).rejects.toMatchObject({ kind: 'invalid_request' });
});

test.each([
  ['text', `{"ratings":[{"title":"`, 'x'],
  ['depth', '{"ratings":[', '['],
  ['skipped parts', '{"other":[', '1,'],
])('refuses an entry without end: %s', async (_, start, filler) => {
  await expect(
    rowsOf(start, ...Array<string>(10).fill(filler.repeat(65_536))),
  ).rejects.toMatchObject({
    kind: 'too_large',
  });
});

test('asks for no more of a long file than the row it is at', async () => {
  let asked = 0;
  async function* endless(): AsyncGenerator<string> {
    for (;;) {
      asked += 1;
      yield `{"book_id":"gb:${asked}","rating":5},\n`;
    }
  }
  let rows = 0;
  for await (const row of readExportFile('{"ratings":[', endless(), NOW)) {
    rows += 1;
    expect(row.givenBookId).toBe(`gb:${rows}`);
    expect(asked).toBe(rows);
    if (rows === 10_000) break;
  }
  expect(rows).toBe(10_000);
});
