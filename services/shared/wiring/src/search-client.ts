import { BookId } from '@books/domain/ids';
import { z } from 'zod';

const Found = z.object({ book_ids: z.array(BookId) });
const TIMEOUT_MS = 10_000;

/**
 * Looks for books on the ops port of search-api. What it gives throws when search-api does not answer with success.
 *
 * @param baseUrl without a slash at its end
 */
export function createSearchClient(baseUrl: string) {
  return async (wanted: {
    readonly title: string;
    readonly author?: string;
  }): Promise<readonly BookId[]> => {
    const response = await fetch(`${baseUrl}/internal/find`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(wanted),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const body: unknown = await response.json();
    if (!response.ok) throw new Error(`search-api answered ${response.status}`);
    return Found.parse(body).book_ids;
  };
}
