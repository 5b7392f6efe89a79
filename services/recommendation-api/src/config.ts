import { AccessSettings, refuseOpenDoors } from '@books/service-kit/auth/access-settings';
import { envInteger } from '@books/service-kit/config';
import {
  CatalogueSettings,
  ModelSettings,
  ObjectStoreSettings,
  processSettings,
  RedisSettings,
  StoreSettings,
} from '@books/wiring/settings';

export const RecommendationConfig = processSettings('recommendation-api')
  .extend(AccessSettings.shape)
  .extend(StoreSettings.shape)
  .extend(RedisSettings.shape)
  .extend(ObjectStoreSettings.shape)
  .extend(ModelSettings.shape)
  .extend(CatalogueSettings.shape)
  .extend({
    CACHE_TTL_SECONDS: envInteger(1, 86_400).default(600),
    /** Time between two looks for changes of books that the feed has swallowed. */
    CATALOGUE_POLL_SECONDS: envInteger(1, 3600).default(30),
  })
  .superRefine(refuseOpenDoors);
