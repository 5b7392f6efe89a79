import type { UserId } from '@books/domain/ids';
import { requestIdHeader } from '@books/service-kit/http/request-id';

/** Calls to recommendation-api on its ops port. Each fails when the other process does not answer with success. */
export type RecommendationClient = {
  /** Makes a reader's next list a fresh one. */
  invalidate(userId: UserId, signal: AbortSignal): Promise<void>;
  /** Has the newest model taken into service now instead of soon. */
  reloadModel(signal: AbortSignal): Promise<void>;
  /** Has the lists of these readers computed. */
  warm(userIds: readonly UserId[], signal: AbortSignal): Promise<void>;
};

const JSON_BODY = { 'content-type': 'application/json' };

/** Readers in one call: their lists take some milliseconds each. */
const WARMED_AT_A_TIME = 100;

/** @param baseUrl without a slash at its end */
export function createRecommendationClient(baseUrl: string): RecommendationClient {
  const post = async (path: string, signal: AbortSignal, body?: unknown) => {
    const response = await fetch(baseUrl + path, {
      method: 'POST',
      signal,
      headers: { ...requestIdHeader(), ...(body !== undefined && JSON_BODY) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    // Read to its end, or the connection is not used again.
    await response.arrayBuffer();
    // Without the path: it may name a reader, and this ends in logs and in Redis.
    if (!response.ok) throw new Error(`recommendation-api answered ${response.status}`);
  };
  return {
    invalidate: (userId, signal) =>
      post(`/recommendations/invalidate/${encodeURIComponent(userId)}`, signal),
    reloadModel: (signal) => post('/internal/model/reload', signal),
    async warm(userIds, signal) {
      for (let from = 0; from < userIds.length; from += WARMED_AT_A_TIME) {
        await post('/internal/warm', signal, {
          user_ids: userIds.slice(from, from + WARMED_AT_A_TIME),
        });
      }
    },
  };
}
