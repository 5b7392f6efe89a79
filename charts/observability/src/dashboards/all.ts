import type { Dashboard } from '../panels.ts';
import { BOOKS, RATINGS, RECOMMENDATIONS, SEARCH } from './apis.ts';
import { QUEUES, SCALING, STORES } from './inside.ts';
import { OVERVIEW } from './overview.ts';

export const DASHBOARDS: readonly Dashboard[] = [
  OVERVIEW,
  SEARCH,
  BOOKS,
  RATINGS,
  RECOMMENDATIONS,
  QUEUES,
  STORES,
  SCALING,
];
