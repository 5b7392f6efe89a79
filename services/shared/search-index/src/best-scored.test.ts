import {
  array,
  assert,
  constantFrom,
  integer,
  property,
  record,
  subarray,
  tuple,
} from 'fast-check';
import { expect, test } from 'vitest';
import { bestScored } from './best-scored.ts';
import { LiveSegment } from './live-segment.ts';
import { idfsOf } from './matches.ts';
import { plainReading, tolerant } from './readings.ts';
import { parseQueryText } from './query-text.ts';
import { aDocument, aSegment } from './testing/documents.ts';

const WORDS = ['the', 'sea', 'seas', 'wolf', 'night', 'of'];
const words = subarray(WORDS).map((chosen) => chosen.join(' '));
// Titles with a word in front that nobody asks for are the ones that ceilings are for.
const titles = tuple(constantFrom('', 'my'), words).map((parts) => parts.join(' '));
const documents = array(
  record({
    title: titles,
    author: words,
    subject: words,
    popularity: constantFrom(0, 3, 5_000_000),
  }),
  { minLength: 1, maxLength: 30 },
);

test('the best of many are those of all that were scored one by one', () => {
  assert(
    property(
      documents,
      array(constantFrom(...WORDS, 'se', 'wlof'), { minLength: 1, maxLength: 3 }),
      integer({ min: 1, max: 5 }),
      (books, typed, wanted) => {
        const live = new LiveSegment(
          aSegment(
            books.map(({ title, author, subject, popularity }, i) =>
              aDocument({ id: `${i}`, title, authors: [author], subjects: [subject], popularity }),
            ),
          ),
          3,
        );
        const text = parseQueryText(typed.join(' '));
        const plan = plainReading({ text, titleWords: [], authorWords: [] }, tolerant);
        const resolved = live.resolve(plan);
        live.prepare(resolved, idfsOf([live], [resolved]));
        const { documents: matching, scores } = live.readAll(
          Uint32Array.from(books.keys(), (document) => document),
        );
        const best = (of: Float64Array) => of.toSorted((a, b) => b - a).slice(0, wanted);
        expect(best(bestScored(live.scorer, matching, wanted).scores)).toEqual(best(scores!));
      },
    ),
    { numRuns: 2000 },
  );
});
