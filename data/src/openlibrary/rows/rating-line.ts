import { numberOfKey } from './keys.ts';

/** A line of the ratings dump: work, edition or nothing, score, day. It names no reader. */
export type RatingLine = {
  readonly work: number;
  readonly score: number;
  /** `yyyymmdd` as one number, 0 when the column holds no day. */
  readonly day: number;
};

/** Takes a line of the ratings dump apart; the text says what is wrong with it. */
export function parseRatingLine(line: string): RatingLine | string {
  const columns = line.split('\t');
  const [workKey, , scoreText, dayText = ''] = columns;
  if (columns.length !== 4) return 'has not four columns';
  const work = numberOfKey(workKey, 'work');
  if (work === 0) return 'names no work';
  const score = Number(scoreText);
  if (!/^[1-5]$/.test(scoreText ?? '')) return 'is no score of 1 to 5';
  const day = /^\d{4}-\d\d-\d\d/.test(dayText)
    ? Number(dayText.slice(0, 10).replaceAll('-', ''))
    : 0;
  return { work, score, day };
}
