import { expect, test } from 'vitest';
import { processOf } from './path-router.ts';

test.each([
  ['/search', 'search-api'],
  ['/search/shard/HAR', 'search-api'],
  ['/books/gb:1', 'bookdetail-api'],
  ['/books/batch', 'bookdetail-api'],
  ['/books/gb:1/rate', 'ratings-api'],
  ['/books/gb:1/ratings', 'ratings-api'],
  ['/users/ann/ratings', 'ratings-api'],
  ['/books/gb:1/similar', 'recommendation-api'],
  ['/recommendations/ann', 'recommendation-api'],
  ['/recommendations/refresh/1', 'recommendation-api'],
  ['/openapi.json', 'bookdetail-api'],
  ['/docs/swagger-ui.css', 'bookdetail-api'],
  ['/healthz', 'bookdetail-api'],
  ['/nothing/here', 'bookdetail-api'],
  ['/searching', 'bookdetail-api'],
])('sends %s to %s', (path, process) => {
  expect(processOf(path)).toBe(process);
});
