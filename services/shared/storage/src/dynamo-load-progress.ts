import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { number, text, type DynamoDeps } from './dynamo-items.ts';

/**
 * How many rows of a load are stored for certain, counted from its beginning: first all books, then their aliases, then
 * the ratings.
 */
type StoredRows = { readonly books: number; readonly aliases: number; readonly ratings: number };

const CHECKPOINT_ID = 'bulk-load';
const ROWS_PER_CHECKPOINT = 5000;
const NONE: StoredRows = { books: 0, aliases: 0, ratings: 0 };

/** How far a load has come, over as many runs of it as it takes. */
export type LoadProgress = {
  /** Whether an earlier run of this load was ended early. */
  isUnderWay(): Promise<boolean>;
  /** Of the rows that come next those that no earlier run has stored. */
  freshOf<Row>(kind: keyof StoredRows, rows: readonly Row[]): Promise<readonly Row[]>;
  /** All rows so far are stored. */
  noteStored(): Promise<void>;
  /** There is nothing to go on with: the load is complete, or to begin anew. */
  forget(): Promise<void>;
};

/** For a load that always begins at its beginning. */
export const NO_PROGRESS: LoadProgress = {
  isUnderWay: async () => false,
  freshOf: async (_kind, rows) => rows,
  noteStored: async () => {},
  forget: async () => {},
};

/**
 * Progress that is kept in the table `system`.
 *
 * @param loadId what is loaded and in which order: only the same load goes on
 * @param rowsPerCheckpoint rows after which progress is noted, and so about the most that are written twice when a load
 *   goes on
 */
export function createLoadProgress(
  { client, tables }: Pick<DynamoDeps, 'client' | 'tables'>,
  loadId: string,
  rowsPerCheckpoint = ROWS_PER_CHECKPOINT,
): LoadProgress {
  const TableName = tables.system;
  const Key = { id: CHECKPOINT_ID };

  const read = async (): Promise<StoredRows | undefined> => {
    const { Item } = await client.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
    if (Item === undefined || text(Item, 'load_id') !== loadId) return undefined;
    return {
      books: number(Item, 'books'),
      // A load that an earlier release began has none.
      aliases: 'aliases' in Item ? number(Item, 'aliases') : 0,
      ratings: number(Item, 'ratings'),
    };
  };
  const write = async (rows: StoredRows): Promise<void> => {
    await client.send(new PutCommand({ TableName, Item: { ...Key, load_id: loadId, ...rows } }));
  };

  let noted: StoredRows | undefined;
  let stored = NONE;
  let handedOver = NONE;

  /** Learns what earlier runs have stored; the first run leaves a note that it began. */
  const begin = async (): Promise<StoredRows> => {
    if (noted === undefined) {
      const earlier = await read();
      if (earlier === undefined) await write(NONE);
      noted = stored = earlier ?? NONE;
    }
    return stored;
  };

  return {
    isUnderWay: async () => (await read()) !== undefined,

    freshOf: async (kind, rows) => {
      const { [kind]: storedEarlier } = await begin();
      const skipped = Math.max(0, storedEarlier - handedOver[kind]);
      handedOver = { ...handedOver, [kind]: handedOver[kind] + rows.length };
      return rows.slice(skipped);
    },

    noteStored: async () => {
      const before = noted ?? NONE;
      // While rows are passed over this is below zero, so that a note never goes back.
      const newRows = sum(handedOver) - sum(before);
      if (newRows < rowsPerCheckpoint) return;
      await write(handedOver);
      noted = handedOver;
    },

    forget: async () => {
      await client.send(new DeleteCommand({ TableName, Key }));
      noted = undefined;
      stored = handedOver = NONE;
    },
  };
}

const sum = ({ books, aliases, ratings }: StoredRows) => books + aliases + ratings;
