import { Offsets } from './offsets.ts';
import { PackedNumbers } from './packed-numbers.ts';
import { SymbolTable } from './symbol-table.ts';

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
  // Of each term which letters it has, and the terms in order of their letters read backwards.
  termSignatures: 'u32',
  suffixOrder: 'u32',
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
  sourceRatings: 'packed',
  sourceCounts: 'packed',
  languages: 'packed',
  subjects: 'u32',
  subjectStarts: 'u32',
  authors: 'packed',
  authorStarts: 'offsets',
  // Texts as they are shown, all coded with the same symbols.
  textSymbols: 'symbols',
  titleBytes: 'u8',
  titleStarts: 'offsets',
  idBytes: 'u8',
  idStarts: 'offsets',
  authorBytes: 'u8',
  authorByteStarts: 'offsets',
  subjectBytes: 'u8',
  subjectByteStarts: 'offsets',
  languageBytes: 'u8',
  languageStarts: 'offsets',
  // Subjects are numbered by their terms, in alphabetical order; these are part of a document's.
  subjectTerms: 'u32',
  subjectTermStarts: 'u32',
  // For each subject its place in the order of the names as they are shown, by UTF-16 code unit.
  subjectRanks: 'packed',
  // Ways in: documents by the hash of their id, ISBNs in rising order, titles and authors' names in alphabetical order.
  idOrder: 'packed',
  isbns: 'f64',
  isbnDocuments: 'packed',
  titleOrder: 'packed',
  nameTerms: 'u32',
  nameStarts: 'offsets',
  nameOrder: 'packed',
} as const satisfies Record<string, SectionKind>;

/** What a section of each kind lies in. `f64` holds ISBNs, which have 13 digits. */
type Arrays = {
  readonly u8: Uint8Array;
  readonly u16: Uint16Array;
  readonly u32: Uint32Array;
  readonly i16: Int16Array;
  readonly f64: Float64Array;
  readonly packed: Uint32Array;
  readonly offsets: Uint32Array;
  readonly symbols: Uint8Array;
};
type SectionKind = keyof Arrays;

/** What it is read through. */
type Views = Omit<Arrays, 'packed' | 'offsets' | 'symbols'> & {
  readonly packed: PackedNumbers;
  readonly offsets: Offsets;
  readonly symbols: SymbolTable;
};

export type SectionName = keyof typeof SECTION_KINDS;
export type SectionArrays = {
  readonly [Name in SectionName]: Arrays[(typeof SECTION_KINDS)[Name]];
};
type Sections = { readonly [Name in SectionName]: Views[(typeof SECTION_KINDS)[Name]] };
/** Numbers of elements of the arrays. */
export type SectionLengths = Readonly<Record<SectionName, number>>;

/** An immutable piece of an index: sections in one buffer. Only rating figures are written in place. */
export type Segment = Sections & {
  readonly buffer: SharedArrayBuffer;
  /** Where in the buffer the sections begin. */
  readonly offset: number;
  readonly lengths: SectionLengths;
  readonly documentCount: number;
  readonly termCount: number;
};

/** Terms of a block in `blockShared`. */
export const TERM_BLOCK = 64;

/** What `years`, `ratings` and `sourceRatings` hold when nothing is known. */
export const NO_YEAR = -32768;
export const NO_RATING = 65535;

const ALIGNMENT = 8;

export const SECTION_NAMES = Object.keys(SECTION_KINDS).filter(isSectionName);

function isSectionName(name: string): name is SectionName {
  return name in SECTION_KINDS;
}

type AnyArray = Arrays[SectionKind];

const ARRAY_OVER: Readonly<
  Record<SectionKind, (buffer: SharedArrayBuffer, at: number, length: number) => AnyArray>
> = {
  u8: (buffer, at, length) => new Uint8Array(buffer, at, length),
  u16: (buffer, at, length) => new Uint16Array(buffer, at, length),
  u32: (buffer, at, length) => new Uint32Array(buffer, at, length),
  i16: (buffer, at, length) => new Int16Array(buffer, at, length),
  f64: (buffer, at, length) => new Float64Array(buffer, at, length),
  packed: (buffer, at, length) => new Uint32Array(buffer, at, length),
  offsets: (buffer, at, length) => new Uint32Array(buffer, at, length),
  symbols: (buffer, at, length) => new Uint8Array(buffer, at, length),
};

/** Each section is begun at a multiple of 8. */
function sectionBytes({ byteLength }: AnyArray): number {
  return Math.ceil(byteLength / ALIGNMENT) * ALIGNMENT;
}

/** The segment whose sections lie in `buffer` from `offset` on, in the order of {@link SECTION_KINDS}. */
export function segmentOver(
  buffer: SharedArrayBuffer,
  offset: number,
  lengths: SectionLengths,
): Segment {
  const views: Partial<Record<SectionName, Views[SectionKind]>> = {};
  let position = offset;
  for (const name of SECTION_NAMES) {
    const array = ARRAY_OVER[SECTION_KINDS[name]](buffer, position, lengths[name]);
    views[name] = viewOf(SECTION_KINDS[name], array);
    position += sectionBytes(array);
  }
  const sections = asSections(views);
  return {
    ...sections,
    buffer,
    offset,
    lengths,
    documentCount: lengths.years,
    termCount: lengths.termShared,
  };
}

function viewOf(kind: SectionKind, array: AnyArray): Views[SectionKind] {
  if (array instanceof Uint32Array && kind === 'packed') return new PackedNumbers(array);
  if (array instanceof Uint32Array && kind === 'offsets') return new Offsets(array);
  if (array instanceof Uint8Array && kind === 'symbols') return new SymbolTable(array);
  return array;
}

// The compiler cannot follow that each name was given the view of its own kind.
function asSections(views: Partial<Record<SectionName, Views[SectionKind]>>): Sections {
  return views as Sections;
}

/** A segment of its own, with a copy of these sections. */
export function segmentOf(arrays: SectionArrays): Segment {
  const bytes = SECTION_NAMES.reduce((sum, name) => sum + sectionBytes(arrays[name]), 0);
  const buffer = new SharedArrayBuffer(bytes);
  const target = new Uint8Array(buffer);
  let position = 0;
  for (const name of SECTION_NAMES) {
    const { buffer: source, byteOffset, byteLength } = arrays[name];
    target.set(new Uint8Array(source, byteOffset, byteLength), position);
    position += sectionBytes(arrays[name]);
  }
  return segmentOver(buffer, 0, lengthsOf(arrays));
}

function lengthsOf(arrays: SectionArrays): SectionLengths {
  const entries = SECTION_NAMES.map((name) => [name, arrays[name].length] as const);
  // Every section has an entry, since the names come from the list of all.
  return Object.fromEntries(entries) as SectionLengths;
}

/** One text of a pair of sections such as `titleBytes` and `titleStarts`. */
export function textAt(
  { textSymbols }: Segment,
  bytes: Uint8Array,
  starts: Offsets,
  index: number,
): string {
  return textSymbols.decode(bytes, starts.at(index), starts.at(index + 1));
}
