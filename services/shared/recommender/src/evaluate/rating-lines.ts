import type { BookId } from '@books/domain/ids';

export const FORMATS = ['adjacency', 'csv'] as const;
export type RatingFormat = (typeof FORMATS)[number];

/** Called for each rating of a line; `value` is on whatever scale the file has. */
export type TakeRating = (userId: string, bookId: BookId, value: number) => void;

/** Reads one line; empty ones give nothing. Throws an Error that names the fault. */
export type LineReader = (line: string, take: TakeRating) => void;

/** What a rating counts in a format that has none. */
const NO_SCORE = 5;

export function createLineReader(format: RatingFormat): LineReader {
  return format === 'adjacency' ? readAdjacency : createCsvReader();
}

/** `user item item ...` */
function readAdjacency(line: string, take: TakeRating): void {
  const [userId, ...items] = line.split(/\s+/).filter((word) => word !== '');
  if (userId === undefined) return;
  for (const item of items) take(userId, bookIdOf(item), NO_SCORE);
}

/**
 * `user,item,rating`, in another order if a first line says so by names that are known; a first line without a number where the
 * rating should be is passed over. Without ratings all count alike.
 */
function createCsvReader(): LineReader {
  let columns: CsvColumns | undefined;
  return (line, take) => {
    if (line.trim() === '') return;
    const cells = line.includes('"') ? splitQuoted(line) : line.split(',');
    if (columns === undefined) {
      const named = columnsOf(cells);
      columns = named ?? { user: 0, item: 1, rating: 2 };
      if (named !== undefined || Number.isNaN(Number(cells[2] ?? 0))) return;
    }
    const userId = cells[columns.user]?.trim();
    const item = cells[columns.item]?.trim();
    if (userId === undefined || item === undefined || userId === '' || item === '') {
      throw new Error(`a line needs a user and an item: ${line}`);
    }
    const score = cells[columns.rating]?.trim() ?? '';
    const value = score === '' ? NO_SCORE : Number(score);
    if (!(value >= 0)) throw new Error(`a rating must be a number from 0 on: ${line}`);
    take(userId, bookIdOf(item), value);
  };
}

type CsvColumns = { readonly user: number; readonly item: number; readonly rating: number };

const USER_NAMES = /^(user|reader|uid)([-_ ]?id)?$/i;
const ITEM_NAMES = /^(item|book|movie|iid)([-_ ]?id)?$|^isbn$/i;
const RATING_NAMES = /^((book|user)[-_ ])?(rating|score|stars)$/i;

/** `undefined` when the cells are not names of columns. */
function columnsOf(cells: readonly string[]): CsvColumns | undefined {
  const find = (names: RegExp) => cells.findIndex((cell) => names.test(cell.trim()));
  const columns = { user: find(USER_NAMES), item: find(ITEM_NAMES), rating: find(RATING_NAMES) };
  return columns.user === -1 || columns.item === -1 ? undefined : columns;
}

function splitQuoted(line: string): string[] {
  const cells = line.match(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g) ?? [];
  return cells.map((cell) => {
    const text = cell.replace(/,$/, '');
    return text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text;
  });
}

// Items of research data may have ids that our catalogue would refuse; here they are only compared.
export function bookIdOf(item: string): BookId {
  return item as BookId;
}
