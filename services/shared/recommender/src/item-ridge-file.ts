import { createBookTable } from './book-table.ts';
import type { ItemRidgeModel } from './item-ridge-model.ts';
import { decodeIds, encodeIds } from './rating-matrix-file.ts';
import { decodeSections, encodeSections, type SectionArray } from './section-file.ts';

const FILE = { kind: 'RIDGE', version: 1 };
const COLUMN = 'column:';

/** Typed arrays with one entry a book that travel with a model, such as those that filters read. */
export type BookColumns = Readonly<Record<string, SectionArray>>;

export type DecodedItemRidge = {
  readonly model: ItemRidgeModel;
  readonly columns: BookColumns;
  /** SHA-256 of the content: the same ratings and parameters give the same. */
  readonly checksum: string;
};

type Meta = Pick<ItemRidgeModel, 'parameters' | 'trainedOn'> & { readonly meanStars: number };

/** The model as one file that a process can use in place. The same model gives the same bytes. */
export function encodeItemRidge(
  model: ItemRidgeModel,
  columns: BookColumns = {},
): Uint8Array<ArrayBuffer> {
  const meta: Meta = {
    parameters: model.parameters,
    trainedOn: model.trainedOn,
    meanStars: model.baseline.meanStars,
  };
  return encodeSections(
    { ...FILE, meta },
    {
      bookIds: encodeIds(model.books.ids),
      bookOffsets: model.baseline.bookOffsets,
      readerCounts: model.readerCounts,
      linkStarts: model.linkStarts,
      linkTargets: model.linkTargets,
      linkWeights: model.linkWeights,
      rowScales: model.rowScales,
      ...Object.fromEntries(
        Object.entries(columns).map(([name, column]) => [`${COLUMN}${name}`, column]),
      ),
    },
  );
}

/**
 * The model of a file, as views into `bytes`.
 *
 * @throws DomainError `unavailable` when the bytes are not an undamaged file of this version
 */
export function decodeItemRidge(bytes: Uint8Array): DecodedItemRidge {
  const { section, sections, meta, checksum } = decodeSections(bytes, FILE);
  const books = createBookTable(decodeIds(section('bookIds', 'u8')));
  const { parameters, trainedOn, meanStars } = metaOf(meta);
  const columns = [...sections]
    .filter(([name]) => name.startsWith(COLUMN))
    .map(([name, column]) => [name.slice(COLUMN.length), column] as const);
  return {
    model: {
      books,
      parameters,
      trainedOn,
      baseline: { meanStars, bookOffsets: section('bookOffsets', 'f32') },
      readerCounts: section('readerCounts', 'u32'),
      linkStarts: section('linkStarts', 'u32'),
      linkTargets: section('linkTargets', 'u16'),
      linkWeights: section('linkWeights', 'i8'),
      rowScales: section('rowScales', 'f32'),
    },
    columns: Object.fromEntries(columns),
    checksum,
  };
}

// The checksum of the file vouches for it: this is what encodeItemRidge wrote.
function metaOf(meta: unknown): Meta {
  return meta as Meta;
}
