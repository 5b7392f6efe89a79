import { describeBookRepository } from './book-repository.contract.ts';
import { describeBulkLoader } from './bulk-loader.contract.ts';
import { describeErasures } from './erasure-repository.contract.ts';
import { describeImportClaims } from './import-claim.contract.ts';
import { describeImportRepository } from './import-repository.contract.ts';
import { describeRatingRepository } from './rating-repository.contract.ts';
import { describeReaderItemRepository } from './reader-item-repository.contract.ts';
import { describeStoreCopy } from './store-copy.contract.ts';
import { describeSystemRecords } from './system-records.contract.ts';
import { describeOnDynamoLocal } from './testing/dynamo-fixture.ts';

describeOnDynamoLocal('DynamoDB store', ({ openStore }) => {
  describeRatingRepository('DynamoDB', async () => (await openStore()).ratings);
  describeBookRepository('DynamoDB', async (now) => (await openStore({ now })).books);
  describeReaderItemRepository('DynamoDB', async () => (await openStore()).readerItems);
  describeImportRepository('DynamoDB', async () => (await openStore()).imports);
  describeErasures('DynamoDB', (now) => openStore({ now }));
  describeImportClaims('DynamoDB', () => openStore());
  describeStoreCopy('DynamoDB', () => openStore());
  describeSystemRecords('DynamoDB', async () => (await openStore()).system);
  describeBulkLoader('DynamoDB', () => openStore());
});
