import type { UserId } from '@books/domain/ids';
import { cancellationCodes } from './dynamo-errors.ts';
import { importKey } from './dynamo-import-repository.ts';
import { importMovedOn, type ImportClaim } from './import-claim.ts';

/** The action of a transaction that an import is as it was read. */
export function claimCheck(TableName: string, userId: UserId, { importId, version }: ImportClaim) {
  return {
    ConditionCheck: {
      TableName,
      Key: importKey(userId, importId),
      ConditionExpression: '#version = :version',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: { ':version': version },
    },
  };
}

/**
 * @param place of the check among the actions of the transaction
 * @throws DomainError conflict when the transaction failed for it
 */
export function explainClaim(error: unknown, place: number): void {
  if (cancellationCodes(error)[place] === 'ConditionalCheckFailed') throw importMovedOn();
}
