import {
  type Arbitrary,
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

/** Books with few words, so that many are alike. */
const booksOf = (author: Arbitrary<string>, ...titleParts: Arbitrary<string>[]) =>
  array(
    record({
      title: tuple(...titleParts).map((parts) => parts.join(' ').trim()),
      author,
      subject: words,
      series: constantFrom('', 'sea 2', 'wolf seas 2', 'wolf sea 2'),
      popularity: constantFrom(0, 3, 60_000, 300_000, 5_000_000),
    }),
    { minLength: 1, maxLength: 30, size: 'max' },
  );

const typed = (maxLength: number, ...further: string[]) =>
  array(constantFrom(...WORDS, ...further), { minLength: 1, maxLength });

test.each([
  // A word in front that nobody asks for makes titles that ceilings are for.
  [
    'titles with the words anywhere',
    booksOf(words, constantFrom('', 'my'), words),
    typed(3, 'se', 'wlof'),
  ],
  [
    'titles that begin with the only word, or whose series does',
    booksOf(
      constantFrom('', 'sea', 'seas'),
      constantFrom('sea', 'seas', 'seascapes', 'the sea'),
      constantFrom('', 'o', 'of', 'wolf', 'night wolf'),
      constantFrom('', '(sea, #1)', '(seas of night, #2)'),
    ),
    typed(1, 's', 'se', 'seascape'),
  ],
])('the best of many are those of all that were scored one by one: %s', (_name, books, query) => {
  assert(
    property(books, query, integer({ min: 1, max: 3 }), (drawn, words, wanted) => {
      const live = new LiveSegment(
        aSegment(
          drawn.map(({ author, subject, ...facts }, i) =>
            aDocument({ id: `${i}`, authors: [author], subjects: [subject], ...facts }),
          ),
        ),
        3,
      );
      const text = parseQueryText(words.join(' '));
      const plan = plainReading({ text, titleWords: [], authorWords: [] }, tolerant);
      const resolved = live.resolve(plan);
      live.prepare(resolved, idfsOf([live], [resolved]));
      const { documents: matching, scores } = live.readAll(
        Uint32Array.from(drawn.keys(), (document) => document),
      );
      const best = (of: Float64Array) => of.toSorted((a, b) => b - a).slice(0, wanted);
      expect(best(bestScored(live.scorer, matching, wanted).scores)).toEqual(best(scores!));
    }),
    { numRuns: 2000 },
  );
});
