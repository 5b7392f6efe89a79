import type { Series } from '@books/domain/book';
import type { EditionFields, WorkFields } from './entity-rows.ts';

// Between steps fields travel as JSON lists without names, which is half the size.
type PackedWork = [
  title: string,
  authors: readonly number[],
  year: number | null,
  subjects: readonly string[],
  series: Series | null,
  cover: number,
  description: string,
];
type PackedEdition = [...PackedWork, isbns: readonly string[], language: string];

function workList(fields: WorkFields): PackedWork {
  const { title, authors, year, subjects, series, cover, description } = fields;
  return [title, authors, year ?? null, subjects, series ?? null, cover, description];
}

export function packWork(fields: WorkFields): string {
  return JSON.stringify(workList(fields));
}

/** Without the work, which the record's header carries. */
export function packEdition(fields: EditionFields): string {
  const packed: PackedEdition = [...workList(fields), fields.isbns, fields.language];
  return JSON.stringify(packed);
}

export function unpackWork(text: string): WorkFields {
  // Written by packWork.
  return workFrom(JSON.parse(text) as PackedWork);
}

export function unpackEdition(text: string): EditionFields {
  // Written by packEdition.
  const packed = JSON.parse(text) as PackedEdition;
  const [, , , , , , , isbns, language] = packed;
  return { ...workFrom(packed), work: 0, isbns, language };
}

function workFrom(packed: PackedWork | PackedEdition): WorkFields {
  const [title, authors, year, subjects, series, cover, description] = packed;
  return {
    title,
    authors,
    year: year ?? undefined,
    subjects,
    series: series ?? undefined,
    cover,
    description,
  };
}
