import { join } from 'node:path';
import type { Author, BookInput } from '@books/domain/book';
import { DomainError } from '@books/domain/errors';
import { parseLanguage } from '@books/domain/language';
import { cleanName, isPlaceholderName } from '../clean/person-names.ts';
import { foldName } from '../clean/fold.ts';
import { createSubjectReader } from '../clean/subjects.ts';
import { cleanTitle, joinTitle } from '../clean/titles.ts';
import { CatalogueGatherer, type GatheredCatalogue } from '../tables/gather-catalogue.ts';
import { readTable } from '../tables/read-table.ts';

const SOURCE = 'gutenberg';
const METADATA = 'gutenberg_metadata.csv.gz';
const SUBJECTS = 'gutenberg_subjects.csv.gz';
const ROWS = 'texts';
const SUBJECT_ROWS = 'subjects';

export type GutenbergOptions = {
  /** The day that the tables are of, `yyyy-mm-dd`. */
  readonly asOf: string;
  /** Keeps works under copyright, which the project may distribute but others may not. */
  readonly withCopyrighted: boolean;
};

type TextRow = {
  readonly line: number;
  readonly id: string;
  readonly title: string;
  readonly author: string;
  readonly authorId: string;
  readonly language: string;
  readonly shelves: string;
  readonly rights: string;
};

/**
 * Converts the catalogue of Project Gutenberg, as tables of metadata and subjects in a directory. A text with several
 * authors has several rows of metadata.
 *
 * @throws DomainError when a table is missing, cannot be read or lacks a column
 */
export async function convertGutenberg(
  directory: string,
  { asOf, withCopyrighted }: GutenbergOptions,
): Promise<GatheredCatalogue> {
  const gatherer = new CatalogueGatherer(ROWS);
  const found = (finding: string): void => gatherer.ledger.found(finding);
  const rowsByText = Map.groupBy(await readMetadata(directory), (row) => row.id);
  const headings = await readSubjects(directory, gatherer, (id) => rowsByText.has(id));
  const readSubjectsOf = createSubjectReader(found);
  for (const [id, rows] of rowsByText) {
    const [first] = rows;
    if (first === undefined) continue;
    gatherer.ledger.read(ROWS, rows.length);
    const place = { file: METADATA, line: first.line };
    for (const { line } of rows.slice(1)) {
      gatherer.leaveOut({ file: METADATA, line }, id, 'merged', 'another author of a text');
    }
    const title = readTitle(first.title, found);
    if (title === '') gatherer.leaveOut(place, id, 'rejected', 'no title');
    else if (!withCopyrighted && !first.rights.startsWith('Public domain')) {
      gatherer.leaveOut(place, id, 'rejected', 'under copyright');
    } else {
      const language = readLanguage(first.language, found);
      const book: BookInput = {
        book_id: `pg:${id}`,
        title,
        authors: readAuthors(rows, found),
        ...(language !== undefined && { language }),
        subjects: readSubjectsOf([...shelvesOf(first.shelves), ...(headings.get(id) ?? [])]),
        provenance: { source: SOURCE, source_key: id, as_of: asOf },
      };
      gatherer.add(place, book);
    }
  }
  return gatherer.finish({ source: SOURCE, as_of: asOf, inputs: [METADATA, SUBJECTS] });
}

async function readMetadata(directory: string): Promise<TextRow[]> {
  const path = join(directory, METADATA);
  const { columns, rows } = await readTable(path);
  const at = columnFinder(path, columns);
  const [id, title, author, authorId] = [
    at('gutenberg_id'),
    at('title'),
    at('author'),
    at('gutenberg_author_id'),
  ];
  const [language, shelves, rights] = [at('language'), at('gutenberg_bookshelf'), at('rights')];
  return rows.map(({ line, fields }) => ({
    line,
    id: fields[id] ?? '',
    title: fields[title] ?? '',
    author: fields[author] ?? '',
    authorId: fields[authorId] ?? '',
    language: fields[language] ?? '',
    shelves: fields[shelves] ?? '',
    rights: fields[rights] ?? '',
  }));
}

/** Subject headings by text; classes of the Library of Congress ("PS", "E201") say little to readers. */
async function readSubjects(
  directory: string,
  { ledger }: CatalogueGatherer,
  isKnown: (id: string) => boolean,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const path = join(directory, SUBJECTS);
  const { columns, rows } = await readTable(path);
  const at = columnFinder(path, columns);
  const [id, type, subject] = [at('gutenberg_id'), at('subject_type'), at('subject')];
  const headings = new Map<string, string[]>();
  for (const { fields } of rows) {
    ledger.read(SUBJECT_ROWS);
    const text = fields[id] ?? '';
    if (fields[type] !== 'lcsh') ledger.note(SUBJECT_ROWS, 'rejected', 'a class, no heading');
    else if (!isKnown(text)) ledger.note(SUBJECT_ROWS, 'rejected', 'no such text');
    else {
      ledger.note(SUBJECT_ROWS, 'kept', 'heading of a text');
      const known = headings.get(text);
      if (known === undefined) headings.set(text, [fields[subject] ?? '']);
      else known.push(fields[subject] ?? '');
    }
  }
  return headings;
}

function columnFinder(path: string, columns: readonly string[]): (name: string) => number {
  return (name) => {
    const at = columns.indexOf(name);
    if (at < 0) throw new DomainError('invalid_request', `${path} has no column ${name}`);
    return at;
  };
}

/** What follows a line break is a subtitle. */
function readTitle(text: string, onFinding: (finding: string) => void): string {
  const [title = '', ...rest] = text.split(/\r?\n/);
  if (rest.length > 0) onFinding('title of several lines');
  const subtitle = rest
    .map((line) => cleanTitle(line, onFinding))
    .join(' ')
    .trim();
  return joinTitle(cleanTitle(title, onFinding), subtitle).slice(0, 1000).trim();
}

/** "en/fr" is a text in two languages, of which a book of the catalogue has the first. */
function readLanguage(text: string, onFinding: (finding: string) => void): string | undefined {
  const [first = '', ...others] = text.split('/');
  if (others.length > 0) onFinding('several languages');
  const language = parseLanguage(first);
  if (language === undefined && first !== '') onFinding('unknown language');
  return language;
}

/** Names are turned round: "Barrie, J. M. (James Matthew)" is J. M. Barrie. Nobody in particular is no author. */
function readAuthors(rows: readonly TextRow[], onFinding: (finding: string) => void): Author[] {
  const authors: Author[] = [];
  for (const { author, authorId } of rows) {
    const author_name = turnRound(cleanName(author, onFinding));
    if (author_name === '') continue;
    if (isPlaceholderName(foldName(author_name))) {
      onFinding('nobody in particular as author');
      continue;
    }
    const author_id = `pg:a:${authorId}`;
    if (authors.some((known) => known.author_id === author_id)) continue;
    authors.push({ ...(authorId !== '' && { author_id }), author_name });
  }
  return authors.slice(0, 100);
}

const FULL_FORENAMES = /\s*\([^)]*\)/;
const RANK = /^(?:Jr|Sr|I{1,3}|IV|Sir|Lord|Lady|Baron|Count|Earl|Mrs|Dr)\b/;

function turnRound(name: string): string {
  const bare = name.replace(FULL_FORENAMES, '');
  const [last = '', first = '', ...others] = bare.split(', ');
  if (first === '' || others.length > 1) return bare;
  const rank = others[0] ?? '';
  if (RANK.test(first)) return `${first} ${last}`.trim();
  return `${first} ${last}${rank === '' ? '' : `, ${rank}`}`;
}

/** Shelves of the project, such as "Category: Science-Fiction & Fantasy"; the list is joined by slashes. */
function shelvesOf(text: string): string[] {
  return text === '' ? [] : text.split('/').map((shelf) => shelf.replace(/^Category: /, ''));
}
