import { DomainError } from '@books/domain/errors';
import type { UserId } from '@books/domain/ids';
import type { Rating } from '@books/domain/rating';
import type { ErasureRepository } from '@books/storage/erasure-repository';
import type { ObjectStore } from '@books/storage/object-store';
import type { SystemRecords } from '@books/storage/system-records';
import { z } from 'zod';
import { versionOf } from '../version-of.ts';
import { decodeRatings } from './rating-part-file.ts';
import { forgetInParts, partNameOf, storePart } from './rating-parts.ts';
import { StoredChoice } from './stored-choice.ts';

const DRAFT = 'recommendations/draft';
/** Older than this is not gone on with: the next night begins with fresh ratings, whatever stopped the one before. */
const MAX_AGE_MS = 20 * 3600 * 1000;

const Quality = z.object({
  readers: z.number(),
  books: z.number(),
  recall: z.number(),
  ndcg: z.number(),
  coverage: z.number(),
  popularityRecall: z.number(),
  popularityNdcg: z.number(),
});

/** How far a refresh has got. Whatever is noted here need not be done again. */
const Progress = z.object({
  startedAtMs: z.int(),
  /** Parts of the ratings that are stored, and the store's cursor behind the last of them. */
  partCount: z.int().min(0),
  cursor: z.string().optional(),
  isExported: z.boolean(),
  choice: StoredChoice.optional(),
  quality: Quality.optional(),
  isTrained: z.boolean(),
  /** Readers whose lists have been computed since the publication. */
  warmedCount: z.int().min(0),
  isOver: z.boolean(),
});
type Progress = z.infer<typeof Progress>;

/** An unfinished refresh: what it has read, chosen and built so far. It outlives the process that works on it. */
export type RefreshDraft = {
  /** Version of the model that it will publish. */
  readonly version: string;
  readonly startedAt: Date;
  /** Whether an interrupted refresh goes on here. */
  readonly isResumed: boolean;
  progress(): Pick<Progress, 'cursor' | 'isExported' | 'choice' | 'quality' | 'warmedCount'>;
  /** @param change what has been got done, beside the ratings and the model */
  note(
    change: Partial<Pick<Progress, 'isExported' | 'choice' | 'quality' | 'warmedCount'>>,
  ): Promise<void>;
  /** Stores a part of the ratings. @param cursor where reading goes on behind it */
  saveRatings(ratings: readonly Rating[], cursor: string): Promise<void>;
  savedRatings(): AsyncIterable<readonly Rating[]>;
  saveModel(bytes: Uint8Array): Promise<void>;
  /** `undefined` when it has not been stored. */
  savedModel(): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Forgets everything: the refresh is over. */
  close(): Promise<void>;
};

export type RefreshDrafts = {
  /** Goes on with a refresh that was interrupted a short while ago, or begins one. Only while holding its lease. */
  open(now: Date): Promise<RefreshDraft>;
  /** Takes the ratings of an erased reader out of what is stored, while a refresh is under way or not. */
  forgetReader(userId: UserId): Promise<void>;
};

/**
 * Keeps the progress in the records and the rest in `objects`, which must hold nothing else. Each note is written only
 * over the one before, so that a worker that has lost its lease without noticing changes nothing any more.
 */
export function createRefreshDrafts(deps: {
  readonly records: SystemRecords;
  readonly objects: ObjectStore;
  readonly erasures: Pick<ErasureRepository, 'erasedCheck'>;
}): RefreshDrafts {
  const { records, objects, erasures } = deps;
  return {
    forgetReader: (userId) => forgetInParts(objects, (other) => other === userId),
    async open(now) {
      const record = await records.read(DRAFT);
      const { data: before } = Progress.safeParse(record?.value);
      const isResumed =
        before !== undefined &&
        !before.isOver &&
        now.getTime() - before.startedAtMs < MAX_AGE_MS &&
        (await isComplete(objects, before));
      let progress: Progress = isResumed
        ? before
        : {
            startedAtMs: now.getTime(),
            partCount: 0,
            isExported: false,
            isTrained: false,
            warmedCount: 0,
            isOver: false,
          };
      let recordVersion = record?.version ?? 0;
      const write = async (next: Progress) => {
        const written = await records.write(DRAFT, next, recordVersion);
        if (written === undefined) {
          throw new DomainError('conflict', 'another worker goes on with this refresh');
        }
        recordVersion = written;
        progress = next;
      };
      // One note after the other, whoever gives them.
      let writing: Promise<void> = Promise.resolve();
      const note = (change: Partial<Progress>): Promise<void> => {
        writing = writing.then(() => write({ ...progress, ...change }));
        return writing;
      };

      const startedAt = new Date(progress.startedAtMs);
      const version = versionOf(startedAt);
      const partName = (part: number) => partNameOf(version, part);
      const modelName = modelNameOf(version);
      if (!isResumed) {
        await note({});
        for (const name of await objects.names()) await objects.remove(name);
      }
      return {
        version,
        startedAt,
        isResumed,
        progress: () => progress,
        note,
        async saveRatings(ratings, cursor) {
          await storePart(objects, partName(progress.partCount), ratings, erasures.erasedCheck);
          await note({ partCount: progress.partCount + 1, cursor });
        },
        async *savedRatings() {
          for (let part = 0; part < progress.partCount; part += 1) {
            const stored = await objects.read(partName(part));
            if (stored === undefined) throw new Error(`part ${part} of the ratings is gone`);
            yield await decodeRatings(stored.bytes);
          }
        },
        async saveModel(bytes) {
          await objects.write(modelName, bytes);
          await note({ isTrained: true });
        },
        savedModel: async () =>
          progress.isTrained ? (await objects.read(modelName))?.bytes : undefined,
        async close() {
          await note({ isOver: true });
          for (const name of await objects.names()) await objects.remove(name);
        },
      };
    },
  };
}

const modelNameOf = (version: string) => `${version}-model.bin`;

/** Whether all that was noted as stored is there: somebody may have emptied the folder. */
async function isComplete(
  objects: Pick<ObjectStore, 'names'>,
  { startedAtMs, partCount, isTrained }: Progress,
): Promise<boolean> {
  const version = versionOf(new Date(startedAtMs));
  const noted = Array.from({ length: partCount }, (_, part) => partNameOf(version, part));
  if (isTrained) noted.push(modelNameOf(version));
  return new Set(noted).isSubsetOf(new Set(await objects.names()));
}
