import type { UserId } from '@books/domain/ids';

/** Invalidates by a call to recommendation-api on its ops port. @param baseUrl without a slash at its end */
export function createHttpRecommendationInvalidator(baseUrl: string) {
  return {
    async invalidate(userId: UserId, signal: AbortSignal): Promise<void> {
      const url = `${baseUrl}/recommendations/invalidate/${encodeURIComponent(userId)}`;
      const response = await fetch(url, { method: 'POST', signal });
      // Read to its end, or the connection is not used again.
      await response.arrayBuffer();
      if (!response.ok) throw new Error(`recommendation-api answered ${response.status}`);
    },
  };
}
