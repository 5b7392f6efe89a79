/** A line of a dump: type, key, revision, time of the last change, and the record as JSON. */
export type DumpLine = {
  readonly type: string;
  readonly key: string;
  readonly revision: number;
  /** `yyyymmddhhmmss` as one number, 0 when the column holds no time. */
  readonly modified: number;
  readonly json: string;
};

const WHOLE_NUMBER = /^\d{1,9}$/;

/** Takes a line apart; the text says what is wrong with it. */
export function splitDumpLine(line: string): DumpLine | string {
  const afterType = line.indexOf('\t');
  const afterKey = line.indexOf('\t', afterType + 1);
  const afterRevision = line.indexOf('\t', afterKey + 1);
  const afterModified = line.indexOf('\t', afterRevision + 1);
  if (afterType < 0 || afterKey < 0 || afterRevision < 0 || afterModified < 0) {
    return 'has not five columns';
  }
  const revision = line.slice(afterKey + 1, afterRevision);
  if (!WHOLE_NUMBER.test(revision)) return 'has no revision number';
  return {
    type: line.slice(0, afterType),
    key: line.slice(afterType + 1, afterKey),
    revision: Number(revision),
    modified: parseModified(line.slice(afterRevision + 1, afterModified)),
    json: line.slice(afterModified + 1),
  };
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;

/** "2010-04-24T17:54:01.503315" as 20100424175401: good enough to tell which of two is newer, and cheap. */
function parseModified(text: string): number {
  if (!TIME.test(text)) return 0;
  return (
    Number(text.slice(0, 4)) * 1e10 +
    Number(text.slice(5, 7)) * 1e8 +
    Number(text.slice(8, 10)) * 1e6 +
    Number(text.slice(11, 13)) * 1e4 +
    Number(text.slice(14, 16)) * 100 +
    Number(text.slice(17, 19))
  );
}

/** The day of a time as {@link DumpLine.modified} has it, `yyyy-mm-dd`; `undefined` for 0. */
export function dayOfModified(modified: number): string | undefined {
  if (modified === 0) return undefined;
  const text = String(modified);
  return `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}`;
}

/** The year of a time as {@link DumpLine.modified} has it. */
export const yearOfModified = (modified: number) => Math.floor(modified / 1e10);
