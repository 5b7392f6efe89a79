import { bestAlgorithm, whereLongBegins } from './best-algorithm.ts';
import { DEFAULT_CHOICE, type Algorithm, type Choice } from './choice.ts';
import { rateForLong, rateForShort, type JudgedPart, type Tuned } from './judged-part.ts';
import { mean } from './metrics.ts';
import { MIN_READERS } from './tuning-parts.ts';

/**
 * The algorithm for long profiles, the one for short ones, and the length from which on a profile is long.
 *
 * @param wanted instead of the best for long profiles; then every profile is long
 */
export function chooseAlgorithm(
  judged: readonly JudgedPart[],
  tuned: Tuned,
  wanted: Algorithm | undefined,
): { readonly choice: Choice; readonly validation: Readonly<Partial<Record<Algorithm, number>>> } {
  const values = new Map(
    comparable(judged, wanted).map((algorithm) => [
      algorithm,
      rateForLong(judged, algorithm, tuned),
    ]),
  );
  const validation = Object.fromEntries(
    Array.from(values, ([algorithm, ofReaders]) => [algorithm, mean(ofReaders)]),
  );
  const hasJudges = judged.some(({ part }) => part.cosineJudges.length > 0);
  const best = wanted ?? (hasJudges ? bestAlgorithm(values) : DEFAULT_CHOICE.algorithm);
  const base: Choice = { ...DEFAULT_CHOICE, ...tuned, algorithm: best };
  if (wanted !== undefined) return { choice: { ...base, longProfileLength: 1 }, validation };
  return { choice: { ...base, ...chooseForShort(judged, tuned, best) }, validation };
}

function comparable(
  judged: readonly JudgedPart[],
  wanted: Algorithm | undefined,
): readonly Algorithm[] {
  if (judged.some(({ model }) => model === undefined)) return ['popularity', 'user-cosine'];
  const ridge = ['popularity', 'user-cosine', 'item-ridge'] as const;
  return wanted === 'item-ridge' ? ridge : [...ridge, 'blend'];
}

function chooseForShort(
  judged: readonly JudgedPart[],
  tuned: Tuned,
  best: Algorithm,
): Pick<Choice, 'shortAlgorithm' | 'longProfileLength'> {
  const lengths = judged.flatMap(({ part }) => part.newcomers.lengths);
  const { shortAlgorithm, longProfileLength } = DEFAULT_CHOICE;
  if (lengths.length < MIN_READERS) return { shortAlgorithm, longProfileLength };
  const short = { ...tuned, userCosine: tuned.shortUserCosine };
  const byBest = rateForShort(judged, best, tuned);
  const [cosine, popularity] = (['user-cosine', 'popularity'] as const).map((algorithm) => ({
    shortAlgorithm: algorithm,
    ...whereLongBegins(lengths, rateForShort(judged, algorithm, short), byBest, longProfileLength),
  }));
  const chosen = popularity!.value > cosine!.value ? popularity! : cosine!;
  return { shortAlgorithm: chosen.shortAlgorithm, longProfileLength: chosen.length };
}
