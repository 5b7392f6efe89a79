import { array, assert, constantFrom, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { termText } from './dictionary.ts';
import { editDistance } from './edit-distance.ts';
import { aDocument, aSegment } from './testing/documents.ts';
import { forEachTypo } from './typos.ts';

function typosOf(terms: readonly string[], word: string, limit: number): Record<string, number> {
  const segment = aSegment([aDocument({ id: 'all', title: terms.join(' ') })]);
  const found: Record<string, number> = {};
  forEachTypo(segment, word, limit, (term, edits) => {
    const text = termText(segment, term);
    expect(found).not.toHaveProperty(text);
    found[text] = edits;
  });
  return found;
}

describe('looking for typos', () => {
  test('finds what is one edit away, and nothing further', () => {
    const terms = ['potter', 'porter', 'poster', 'otter', 'pot', 'pottery', 'poter'];
    expect(typosOf(terms, 'potter', 1)).toEqual({
      potter: 0,
      porter: 1,
      poster: 1,
      otter: 1,
      pottery: 1,
      poter: 1,
    });
  });

  test('counts two letters swapped as one edit, at the beginning too', () => {
    expect(typosOf(['solaris', 'dune'], 'oslaris', 1)).toEqual({ solaris: 1 });
  });

  test('agrees with comparing the word to every term', () => {
    const word = string({ unit: constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 8 });
    assert(
      property(
        array(word, { minLength: 1, maxLength: 150 }),
        word,
        constantFrom(1, 2),
        (terms, typed, limit) => {
          const near = terms.flatMap((term) => {
            const edits = editDistance(typed, term, limit);
            return edits <= limit ? [[term, edits] as const] : [];
          });
          expect(typosOf(terms, typed, limit)).toEqual(Object.fromEntries(near));
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('leaves very long words alone', () => {
    expect(typosOf(['x'], 'x'.repeat(500), 2)).toEqual({});
  });
});
