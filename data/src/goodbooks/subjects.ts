/** How often readers put a book on the shelves of each genre. */
export type GenreCounts = ReadonlyMap<string, number>;

/** What a genre needs to be a subject of a book. */
export const SUBJECT_RULES = {
  /** Of the shelvings of the book's strongest genre, this share. */
  leastShare: 0.1,
  /** Shelvings; fewer are one reader's whim. */
  leastCount: 3,
  maxSubjects: 8,
} as const;

/** The genres that readers agree on, strongest first, ties by name; empty for a book on no genre's shelf. */
export function subjectsOf(counts: GenreCounts): string[] {
  const strongest = Math.max(0, ...counts.values());
  const least = Math.max(SUBJECT_RULES.leastCount, strongest * SUBJECT_RULES.leastShare);
  return [...counts]
    .filter(([, count]) => count >= least)
    .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
    .slice(0, SUBJECT_RULES.maxSubjects)
    .map(([genre]) => genre);
}
