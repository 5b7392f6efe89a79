import { AccessSettings, refuseOpenDoors } from '@books/service-kit/auth/access-settings';
import { z } from 'zod';
import { envInteger } from '@books/service-kit/config';
import {
  ObjectStoreSettings,
  processSettings,
  RedisSettings,
  refuseMissingOpenSearch,
  SearchEngineSettings,
  SearchIndexSettings,
  StoreSettings,
} from '@books/wiring/settings';

export const SearchConfig = processSettings('search-api')
  .extend(AccessSettings.shape)
  .extend(StoreSettings.shape)
  .extend(RedisSettings.shape)
  .extend(ObjectStoreSettings.shape)
  .extend(SearchIndexSettings.shape)
  .extend(SearchEngineSettings.shape)
  .extend({
    SYNONYMS_FILE: z.string().optional(),
    /** Time between two looks for a newer index, and for changes that the feed has swallowed. */
    INDEX_POLL_SECONDS: envInteger(1, 3600).default(30),
  })
  .superRefine(refuseOpenDoors)
  .superRefine(refuseMissingOpenSearch);
