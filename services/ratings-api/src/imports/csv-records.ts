/** A record of a CSV file, or a line that could not be read as one. */
export type CsvRecord =
  | { readonly line: number; readonly fields: readonly string[] }
  | { readonly line: number; readonly fault: string };

export type CsvOptions = {
  readonly delimiter: string;
  /** Fields that a record has; one over several lines that has another number lacks a closing quote. */
  readonly columnCount?: number;
  /** Line that the text begins at, from 1. */
  readonly firstLine?: number;
};

/** Longest record, in characters: a review has some thousands; what is no text of lines, or a quote, may have no end. */
const LONGEST_RECORD = 262_144;
/** After so many quotes that were never closed, quotes are taken as letters, or reading would never come to an end. */
const MAX_OPEN_QUOTES = 100;
const TOO_LONG = `it is longer than ${LONGEST_RECORD} characters`;

/**
 * Reads CSV (RFC 4180) as people's programs write it: any line ends, quotes inside of fields, too few fields. What cannot
 * be read costs its own line only: reading goes on with the next one, also after a quote that is never closed. Our own and
 * not a library's for that reason: those we looked at stop there, or swallow what follows.
 */
export async function* readCsv(
  chunks: AsyncIterable<string>,
  { delimiter, columnCount, firstLine = 1 }: CsvOptions,
): AsyncIterable<CsvRecord> {
  let text = '';
  let line = firstLine;
  let openQuotes = 0;
  /** Whether what comes until the next line is to be left out. */
  let isSkipping = false;
  const source = chunks[Symbol.asyncIterator]();
  for (let isLast = false; !isLast || text !== '';) {
    const next = isLast ? undefined : await source.next();
    if (next?.done) isLast = true;
    else if (next) text += next.value;
    let from = 0;
    for (;;) {
      if (from >= text.length) break;
      if (isSkipping) {
        const end = endOfLine(text, from, isLast);
        // A line end may have been cut in two.
        from = end ?? text.length - (text.endsWith('\r') ? 1 : 0);
        if (end === undefined) break;
        isSkipping = false;
        continue;
      }
      const quotes = openQuotes < MAX_OPEN_QUOTES;
      const record = parseRecord(text, from, { delimiter, quotes, isLast });
      if (record === 'incomplete') break;
      const isBroken =
        typeof record === 'string' ||
        (record.lines > 1 && columnCount !== undefined && record.fields.length !== columnCount);
      if (isBroken) {
        if (record === 'unclosed') openQuotes += 1;
        yield { line, fault: record === 'too long' ? TOO_LONG : 'a quote is not closed' };
        line += 1;
        isSkipping = true;
        continue;
      }
      if (record.fields.length > 1 || record.fields[0] !== '') {
        yield { line, fields: record.fields };
      }
      line += record.lines;
      from = record.end;
    }
    text = text.slice(from);
  }
}

type ParsedRecord = { readonly fields: string[]; readonly end: number; readonly lines: number };

function parseRecord(
  text: string,
  start: number,
  { delimiter, quotes, isLast }: { delimiter: string; quotes: boolean; isLast: boolean },
): ParsedRecord | 'incomplete' | 'unclosed' | 'too long' {
  const fields: string[] = [];
  let lines = 1;
  let at = start;
  for (;;) {
    if (quotes && text[at] === '"') {
      const quoted = parseQuoted(text, at, delimiter);
      const isTooLong = (quoted?.end ?? text.length) - start > LONGEST_RECORD;
      if (isTooLong) return 'unclosed';
      if (quoted === undefined) return isLast ? 'unclosed' : 'incomplete';
      // The quote may be the first of two.
      if (quoted.end === text.length && !isLast) return 'incomplete';
      const lineEnds = lineEndsIn(quoted.value);
      // More likely the next line's quote than one inside of a text.
      if (lineEnds > 0 && quoted.hasSingleQuotes) return 'unclosed';
      fields.push(quoted.value);
      lines += lineEnds;
      at = quoted.end;
    } else {
      const end = endOfField(text, at, delimiter);
      if (end - start > LONGEST_RECORD) return 'too long';
      if (end === text.length && !isLast) return 'incomplete';
      fields.push(text.slice(at, end));
      at = end;
    }
    if (at >= text.length) return { fields, end: at, lines };
    if (text[at] === delimiter) at += 1;
    else if (text[at] === '\r' && text[at + 1] === undefined && !isLast) return 'incomplete';
    else return { fields, end: at + (text[at] === '\r' && text[at + 1] === '\n' ? 2 : 1), lines };
  }
}

/** The field between quotes; a quote that nothing follows which ends a field is a letter. `undefined` if it has no end yet. */
function parseQuoted(
  text: string,
  start: number,
  delimiter: string,
): { value: string; end: number; hasSingleQuotes: boolean } | undefined {
  let value = '';
  let from = start + 1;
  let hasSingleQuotes = false;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote === -1) return undefined;
    const next = text[quote + 1];
    value += text.slice(from, quote);
    if (next === undefined || next === delimiter || next === '\n' || next === '\r') {
      return { value, end: quote + 1, hasSingleQuotes };
    }
    value += '"';
    hasSingleQuotes ||= next !== '"';
    from = quote + (next === '"' ? 2 : 1);
  }
}

function endOfField(text: string, from: number, delimiter: string): number {
  for (let at = from; at < text.length; at += 1) {
    const letter = text[at];
    if (letter === delimiter || letter === '\n' || letter === '\r') return at;
  }
  return text.length;
}

/** Where the line after the one at `from` begins; `undefined` when its end is not there, or not all of it. */
function endOfLine(text: string, from: number, isLast: boolean): number | undefined {
  const at = endOfField(text, from, '\n');
  if (at === text.length) return undefined;
  if (text[at] === '\r' && at + 1 === text.length && !isLast) return undefined;
  return at + (text[at] === '\r' && text[at + 1] === '\n' ? 2 : 1);
}

function lineEndsIn(value: string): number {
  return value.match(/\r\n|\n|\r/g)?.length ?? 0;
}
