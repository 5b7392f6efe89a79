import { array, assert, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codeTexts, coderFor } from './coded-texts.ts';
import { Offsets } from './offsets.ts';
import { textSource } from './ordered-documents.ts';
import { SymbolTable } from './symbol-table.ts';

/** Enough texts to learn from, which have a lot in common. */
const TITLES = Array.from({ length: 4000 }, (_, i) => `The Adventures of Captain Café, Vol. ${i}`);
const CODER = coderFor([textSource(TITLES)]);

function codedAndRead(texts: readonly string[], coder = CODER): string[] {
  const { bytes, starts } = codeTexts(coder, textSource(texts));
  const offsets = new Offsets(starts);
  const table = new SymbolTable(coder.table);
  return texts.map((_, i) => table.decode(bytes, offsets.at(i), offsets.at(i + 1)));
}

describe('coded texts', () => {
  test('are read as they were put in, also those that are like none of the others', () => {
    const aText = string({ unit: 'grapheme' });
    assert(
      property(array(aText), (texts) => {
        expect(codedAndRead(texts)).toEqual(texts);
      }),
    );
    expect(codedAndRead(TITLES)).toEqual(TITLES);
  });

  test('take a third of the room when they have much in common', () => {
    const plainBytes = TITLES.reduce((sum, title) => sum + Buffer.byteLength(title), 0);
    expect(codeTexts(CODER, textSource(TITLES)).bytes.length).toBeLessThan(plainBytes / 3);
  });

  test('stay as they are when there are few', () => {
    const coder = coderFor([textSource(['Dune', 'Emma'])]);
    expect(coder.table.length).toBe(0);
    expect(codedAndRead(['Dune', 'Emma', ''], coder)).toEqual(['Dune', 'Emma', '']);
    expect(codeTexts(coder, textSource(['Dune'])).bytes).toEqual(
      Uint8Array.from(Buffer.from('Dune')),
    );
  });
});
