import { foldText } from './fold.ts';
import { genresOfHeading } from './genre-headings.ts';
import { cleanLine } from './text.ts';

const MAX_GENRES = 8;
const MAX_FREE_SUBJECTS = 12;
const LONGEST_SUBJECT = 100;
const CACHED_HEADINGS = 50_000;

// Notes of a lending library, lists and file formats that stand among the subjects, compared when folded.
const HOUSEKEEPING =
  /^(?:protected daisy|accessible book|in library|internet archive wishlist|lending library|overdrive|large type books|large print books|open syllabus project|ebook|electronic books?|reading level.*|new york times.*|long now manual.*|nyt.*|collectionid.*|series .*|award .*|staff picks?|general|fiction general|reference works|books?|juvenile nonfiction|nonfiction|fiction|our brockhaus selection|c 1\d{3} to c \d{4}|\d+)$/;

/** What one heading of a source stands for. */
type Heading = {
  readonly genres: readonly string[];
  /** The heading itself, where it says more than a genre; empty where not. */
  readonly free: string;
  readonly freeKey: string;
};

/**
 * Turns the subject headings of a source into the catalogue's subjects. Headings repeat by the million, so what was
 * found for the latest is remembered; one reader serves one thread.
 */
export function createSubjectReader(
  onFinding: (finding: 'many subjects') => void,
): (headings: readonly string[]) => string[] {
  const known = new Map<string, Heading>();

  const read = (text: string): Heading => {
    const cached = known.get(text);
    if (cached !== undefined) return cached;
    const heading = readHeading(text);
    if (known.size >= CACHED_HEADINGS) known.clear();
    known.set(text, heading);
    return heading;
  };
  // Findings are not counted here, since a remembered heading would not be counted again.
  const readHeading = (text: string): Heading => {
    const line = cleanLine(text).replace(/[\s.;:,/]+$/, '');
    const folded = foldText(line);
    const genres = genresOfHeading(line);
    const isFree =
      folded !== '' &&
      line.length <= LONGEST_SUBJECT &&
      !HOUSEKEEPING.test(folded) &&
      !genres.includes(folded);
    return { genres, free: isFree ? line : '', freeKey: folded };
  };

  return (headings) => {
    if (headings.length === 0) return [];
    const genres = new Map<string, number>();
    const free = new Map<string, string>();
    for (const text of headings) {
      const heading = read(text);
      for (const genre of heading.genres) genres.set(genre, (genres.get(genre) ?? 0) + 1);
      if (heading.free !== '' && free.size < MAX_FREE_SUBJECTS && !free.has(heading.freeKey)) {
        free.set(heading.freeKey, heading.free);
      }
    }
    if (headings.length > MAX_FREE_SUBJECTS + MAX_GENRES) onFinding('many subjects');
    // The genre most headings speak for first; Map and sort keep the order of first mention among equals.
    const ranked = [...genres].sort((a, b) => b[1] - a[1]).slice(0, MAX_GENRES);
    return [
      ...ranked.map(([genre]) => genre),
      ...[...free].filter(([key]) => !genres.has(key)).map(([, text]) => text),
    ];
  };
}

/** Joins the subjects of several records of one book: genres come before free subjects in each of them. */
export function joinSubjects(lists: readonly (readonly string[])[]): string[] {
  const joined = new Map<string, string>();
  for (const list of lists) {
    for (const subject of list) {
      const key = foldText(subject);
      if (!joined.has(key)) joined.set(key, subject);
    }
  }
  return [...joined.values()].slice(0, MAX_GENRES + MAX_FREE_SUBJECTS);
}
