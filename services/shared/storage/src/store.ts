import type { BookRepository } from './book-repository.ts';
import type { BulkLoader } from './bulk-loader.ts';
import type { RatingAudit } from './rating-audit.ts';
import type { ErasureRepository } from './erasure-repository.ts';
import type { ImportRepository } from './import-repository.ts';
import type { RatingRepository } from './rating-repository.ts';
import type { ReaderItemRepository } from './reader-item-repository.ts';
import type { StoreCopy } from './store-copy.ts';
import type { SystemRecords } from './system-records.ts';

/** All repositories of the product over one place of storage. */
export type Store = {
  readonly books: BookRepository;
  readonly ratings: RatingRepository;
  readonly readerItems: ReaderItemRepository;
  readonly imports: ImportRepository;
  readonly erasures: ErasureRepository;
  readonly system: SystemRecords;
  readonly loader: BulkLoader;
  readonly audit: RatingAudit;
  readonly copy: StoreCopy;
  close(): Promise<void>;
};
