import { isAscii } from 'node:buffer';
import { packPlace } from '../row-place.ts';
import { splitDumpLine, type DumpLine, yearOfModified } from '../rows/dump-line.ts';
import { createRowReader, type RowReader } from '../rows/entity-rows.ts';
import { parseObject } from '../rows/json-fields.ts';
import { type EntityKey, numberOfKey, parseKey } from '../rows/keys.ts';
import { packEdition, packWork } from '../rows/packed-fields.ts';
import { parseRatingLine } from '../rows/rating-line.ts';
import { RATINGS, ROW, rowsOf } from '../spills.ts';
import type { Task } from '../threads/messages.ts';
import type { StepContext } from '../threads/step-context.ts';
import { ACCOUNT, OTHER_ROWS, RATING_ROWS } from './row-accounts.ts';

type ReadRows = Task & { readonly step: 'read-rows' };

/** Reads a block of lines, cleans what they say and hands it on under its own key. */
export function createRowsStep(context: StepContext): (task: ReadRows) => number {
  const reader = createRowReader((finding) => context.ledger.found(finding), context.settings);
  const readLine = { dump: readDumpLine, ratings: readRatingLine };
  return ({ content, file, firstLine, bytes }) => {
    const text = decode(bytes);
    let line = firstLine;
    for (let from = 0; from < text.length; line += 1) {
      const found = text.indexOf('\n', from);
      const to = found < 0 ? text.length : found;
      const end = text.charCodeAt(to - 1) === CARRIAGE_RETURN ? to - 1 : to;
      const place = packPlace({ file, line });
      readLine[content](context, reader, text.slice(from, end), place);
      from = to + 1;
    }
    return line - firstLine;
  };
}

const CARRIAGE_RETURN = 13;

function decode(bytes: Uint8Array<ArrayBuffer>): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  // Dumps escape what is not ASCII, and one byte a character is read fastest.
  return buffer.toString(isAscii(buffer) ? 'latin1' : 'utf8');
}

const TYPES: Readonly<Record<string, number>> = {
  '/type/work': ROW.record,
  '/type/author': ROW.record,
  '/type/edition': ROW.record,
  '/type/redirect': ROW.redirect,
  '/type/delete': ROW.deletion,
};

function readDumpLine(context: StepContext, reader: RowReader, text: string, place: number): void {
  const line = splitDumpLine(text);
  const reject = (kind: string, key: string, reason: string): void => {
    context.ledger.read(kind);
    context.leaveOut({ kind, key, place, fate: 'rejected', reason });
  };
  if (typeof line === 'string') {
    reject(OTHER_ROWS, '', text.trim() === '' ? 'is empty' : line);
    return;
  }
  const key = parseKey(line.key);
  const tag = TYPES[line.type];
  if (key === undefined || tag === undefined || !isTypeOf(line, key)) {
    reject(OTHER_ROWS, line.key, 'is no work, author or edition');
    return;
  }
  const record = parseObject(line.json);
  if (record === undefined) {
    reject(ACCOUNT[key.kind], line.key, 'is not JSON');
    return;
  }
  context.ledger.read(ACCOUNT[key.kind]);
  context.noteDay('change', Math.floor(line.modified / 1e6));
  let link = 0;
  let payload = '';
  if (tag === ROW.redirect) {
    link = numberOfKey(record['location'], key.kind);
  } else if (tag === ROW.record) {
    const year = yearOfModified(line.modified);
    if (key.kind === 'work') payload = packWork(reader.work(record, year));
    else if (key.kind === 'author') payload = reader.author(record);
    else {
      const fields = reader.edition(record, year);
      link = fields.work;
      payload = packEdition(fields);
    }
  }
  context.put(
    rowsOf(key.kind),
    { key: key.number, tag, minor: line.revision, link, first: line.modified, second: place },
    payload,
  );
}

function isTypeOf({ type }: DumpLine, { kind }: EntityKey): boolean {
  return type === '/type/redirect' || type === '/type/delete' || type === `/type/${kind}`;
}

function readRatingLine(context: StepContext, _: RowReader, text: string, place: number): void {
  context.ledger.read(RATING_ROWS);
  const rating = parseRatingLine(text);
  if (typeof rating === 'string') {
    const reason = text.trim() === '' ? 'is empty' : rating;
    context.leaveOut({ kind: RATING_ROWS, key: '', place, fate: 'rejected', reason });
    return;
  }
  context.noteDay('rating', rating.day);
  context.put(RATINGS, {
    key: rating.work,
    tag: rating.score,
    minor: 0,
    link: 0,
    first: rating.day,
    second: place,
  });
}
