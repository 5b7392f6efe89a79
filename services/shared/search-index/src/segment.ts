/** Element types of sections; `f64` holds ISBNs, which have 13 digits. */
type Views = {
  readonly u8: Uint8Array;
  readonly u16: Uint16Array;
  readonly u32: Uint32Array;
  readonly i16: Int16Array;
  readonly f64: Float64Array;
};
export type SectionKind = keyof Views;

/**
 * What a segment consists of. Documents are numbered by falling popularity, terms in alphabetical order (by UTF-16
 * code unit). A `...Starts` section has one element more than there are things: thing i occupies
 * `[starts[i], starts[i + 1])` of the section it points into.
 */
export const SECTION_KINDS = {
  // The dictionary: letters of all terms one after another, how many each shares with the one before, and the fewest
  // that any term of a block shares.
  termLetters: 'u16',
  termStarts: 'u32',
  termShared: 'u8',
  blockShared: 'u8',
  // For each term the documents that have it, in rising order.
  postings: 'u32',
  postingStarts: 'u32',
  // For each document its terms: title, what stands in the title's last parentheses, authors and series, each in
  // order and with repeats.
  words: 'u32',
  wordStarts: 'u32',
  titleLengths: 'u8',
  asideLengths: 'u8',
  authorLengths: 'u8',
  seriesLengths: 'u8',
  // Columns.
  years: 'i16',
  ratings: 'u16',
  ratingCounts: 'u32',
  popularities: 'u32',
  sourceRatings: 'u16',
  sourceCounts: 'u32',
  languages: 'u16',
  subjects: 'u32',
  subjectStarts: 'u32',
  authors: 'u32',
  authorStarts: 'u32',
  // Texts as they are shown.
  titleBytes: 'u8',
  titleStarts: 'u32',
  idBytes: 'u8',
  idStarts: 'u32',
  authorBytes: 'u8',
  authorByteStarts: 'u32',
  subjectBytes: 'u8',
  subjectByteStarts: 'u32',
  languageBytes: 'u8',
  languageStarts: 'u32',
  // Subjects are numbered by their folded keys, in alphabetical order of UTF-8; their terms are part of a document's.
  subjectTerms: 'u32',
  subjectTermStarts: 'u32',
  subjectKeyBytes: 'u8',
  subjectKeyStarts: 'u32',
  // For each subject its place in the order of the names as they are shown, by UTF-16 code unit.
  subjectRanks: 'u32',
  // Ways in: hash table of ids, ISBNs in rising order, titles and authors' names in alphabetical order.
  idTable: 'u32',
  isbns: 'f64',
  isbnDocuments: 'u32',
  titleOrder: 'u32',
  nameTerms: 'u32',
  nameStarts: 'u32',
  nameOrder: 'u32',
} as const satisfies Record<string, SectionKind>;

export type SectionName = keyof typeof SECTION_KINDS;
export type Sections = { readonly [Name in SectionName]: Views[(typeof SECTION_KINDS)[Name]] };
/** Numbers of elements. */
export type SectionLengths = Readonly<Record<SectionName, number>>;

/** An immutable piece of an index: sections in one buffer. Only rating figures are written in place. */
export type Segment = Sections & {
  readonly buffer: SharedArrayBuffer;
  readonly lengths: SectionLengths;
  readonly documentCount: number;
  readonly termCount: number;
};

/** Terms of a block in `blockShared`. */
export const TERM_BLOCK = 64;

/** What `years`, `ratings` and `sourceRatings` hold when nothing is known. */
export const NO_YEAR = -32768;
export const NO_RATING = 65535;

const ELEMENT_BYTES: Readonly<Record<SectionKind, number>> = {
  u8: 1,
  u16: 2,
  u32: 4,
  i16: 2,
  f64: 8,
};
const ALIGNMENT = 8;

export const SECTION_NAMES = Object.keys(SECTION_KINDS).filter(isSectionName);

function isSectionName(name: string): name is SectionName {
  return name in SECTION_KINDS;
}

/** Bytes that sections of these lengths take, each begun at a multiple of 8. */
export function bytesNeeded(lengths: SectionLengths): number {
  return SECTION_NAMES.reduce((bytes, name) => bytes + sectionBytes(name, lengths), 0);
}

function sectionBytes(name: SectionName, lengths: SectionLengths): number {
  const bytes = lengths[name] * ELEMENT_BYTES[SECTION_KINDS[name]];
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

/** The segment whose sections lie in `buffer` from `offset` on, in the order of {@link SECTION_KINDS}. */
export function segmentOver(
  buffer: SharedArrayBuffer,
  offset: number,
  lengths: SectionLengths,
): Segment {
  const sections: Partial<Record<SectionName, Views[SectionKind]>> = {};
  let position = offset;
  for (const name of SECTION_NAMES) {
    sections[name] = VIEW_OVER[SECTION_KINDS[name]](buffer, position, lengths[name]);
    position += sectionBytes(name, lengths);
  }
  return {
    ...asSections(sections),
    buffer,
    lengths,
    documentCount: lengths.years,
    termCount: lengths.termShared,
  };
}

const VIEW_OVER = {
  u8: (buffer: SharedArrayBuffer, at: number, length: number) => new Uint8Array(buffer, at, length),
  u16: (buffer: SharedArrayBuffer, at: number, length: number) =>
    new Uint16Array(buffer, at, length),
  u32: (buffer: SharedArrayBuffer, at: number, length: number) =>
    new Uint32Array(buffer, at, length),
  i16: (buffer: SharedArrayBuffer, at: number, length: number) =>
    new Int16Array(buffer, at, length),
  f64: (buffer: SharedArrayBuffer, at: number, length: number) =>
    new Float64Array(buffer, at, length),
};

// The compiler cannot follow that each name was given the view of its own kind.
function asSections(sections: Partial<Record<SectionName, Views[SectionKind]>>): Sections {
  return sections as Sections;
}

/** One text of a pair of sections such as `titleBytes` and `titleStarts`. */
export function textAt(bytes: Uint8Array, starts: Uint32Array, index: number): string {
  const from = starts[index]!;
  const to = starts[index + 1]!;
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('utf8');
}
