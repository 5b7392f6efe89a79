import { parseConfig } from '@books/service-kit/config';
import { expect, test } from 'vitest';
import { SearchConfig } from './config.ts';

test('says where OpenSearch is, when it is to search', () => {
  expect(() => parseConfig(SearchConfig, { SEARCH_ENGINE: 'opensearch' })).toThrow(
    /OPENSEARCH_URL/,
  );
  const given = { SEARCH_ENGINE: 'opensearch', OPENSEARCH_URL: 'https://user:word@search.example' };
  expect(parseConfig(SearchConfig, given)).toMatchObject({
    ...given,
    OPENSEARCH_AUTH: 'url',
    OPENSEARCH_INDEX: 'books',
  });
  expect(parseConfig(SearchConfig, {}).SEARCH_ENGINE).toBe('columnar');
});
