import { Facet, SearchFilters } from '@books/domain/search';
import { z } from 'zod';
import { readAllLines } from '../../evaluate/lines.ts';
import type { PutQuery } from '../../evaluate/put-queries.ts';

const QueryLine = z.object({
  query: z.string(),
  kind: z.string(),
  relevant: z.array(z.string()),
  filters: SearchFilters.optional(),
  facets: z.array(Facet).optional(),
});

/** The queries of a measurement, as `writeMeasuredCatalogue` wrote them. */
export async function readMeasuredQueries(path: string): Promise<PutQuery[]> {
  const lines = await readAllLines(path, (line) => QueryLine.parse(JSON.parse(line)));
  return lines.map(({ filters, facets, ...query }) => ({
    ...query,
    ...(filters === undefined ? {} : { filters }),
    ...(facets === undefined ? {} : { facets }),
  }));
}
