import { ReaderKeySettings, refuseMissingReaderKey } from '@books/service-kit/auth/reader-key';
import { envInteger } from '@books/service-kit/config';
import {
  CatalogueSettings,
  ModelSettings,
  ObjectStoreSettings,
  processSettings,
  RedisSettings,
  refuseMissingOpenSearch,
  SearchEngineSettings,
  SearchIndexSettings,
  StoreSettings,
} from '@books/wiring/settings';
import { z } from 'zod';

export const WorkerConfig = processSettings('worker')
  .extend(ReaderKeySettings.shape)
  .extend(StoreSettings.shape)
  .extend(RedisSettings.shape)
  .extend(ObjectStoreSettings.shape)
  .extend(SearchEngineSettings.shape)
  .extend({
    CATALOGUE_DIR: CatalogueSettings.shape.CATALOGUE_DIR,
    MODEL_DIR: ModelSettings.shape.MODEL_DIR,
    SEARCH_INDEX_DIR: SearchIndexSettings.shape.SEARCH_INDEX_DIR,
    /** How fast the stats of books are compared with their ratings; 0 for not at all. */
    AUDIT_BOOKS_PER_SECOND: envInteger(0, 1000).default(10),
    CATALOGUE_CRON: z.string().default('30 2 * * *'),
    CATALOGUE_TIME_ZONE: z.string().default('UTC'),
    /** With OpenSearch: how often changed books are looked for of which the change feed did not tell. */
    INDEX_POLL_SECONDS: envInteger(1, 3600).default(30),
    INDEX_CRON: z.string().default('*/30 * * * *'),
    INDEX_TIME_ZONE: z.string().default('UTC'),
    /** A job whose worker died is given to another when two looks, so long apart, have found nobody at it. */
    JOB_LOCK_SECONDS: envInteger(1, 600).default(30),
    REFRESH_CRON: z.string().default('0 3 * * *'),
    REFRESH_TIME_ZONE: z.string().default('UTC'),
    /** Whose lists are computed after a refresh. */
    WARM: z.enum(['active', 'all', 'off']).default('active'),
    /** The ops port of recommendation-api, where it takes calls from inside. */
    /** The ops port of search-api. */
    SEARCH_BASE_URL: z.url().default('http://127.0.0.1:9101'),
    RECOMMENDATION_BASE_URL: z.url().default('http://127.0.0.1:9104'),
  })
  .superRefine(refuseMissingReaderKey)
  .superRefine(refuseMissingOpenSearch);
