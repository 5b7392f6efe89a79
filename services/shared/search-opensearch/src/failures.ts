import { DomainError } from '@books/domain/errors';
import { errors } from '@opensearch-project/opensearch';

/** What a failure of the client means in our words; what is no fault of the cluster stays as it is. */
export function asDomainError(error: unknown): unknown {
  const isAway =
    error instanceof errors.ConnectionError ||
    error instanceof errors.TimeoutError ||
    error instanceof errors.NoLivingConnectionsError ||
    (error instanceof errors.ResponseError && isOverloadedOrAway(error.statusCode));
  if (!isAway) return error;
  return new DomainError('unavailable', 'the search index is not in service', { cause: error });
}

/** Whether the cluster answered with this status, such as 404 for an index or a document that is not there. */
export function hasStatus(error: unknown, status: number): boolean {
  return error instanceof errors.ResponseError && error.statusCode === status;
}

/** Whether a request failed because its index was removed, or never made. */
export function isIndexGone(error: unknown): boolean {
  return (
    error instanceof errors.ResponseError && error.message.includes('index_not_found_exception')
  );
}

// 404: no index has been published yet.
function isOverloadedOrAway(status: number | undefined): boolean {
  return status === undefined || status === 404 || status === 429 || status >= 500;
}
