import { envInteger } from '@books/service-kit/config';
import {
  ModelSettings,
  processSettings,
  RedisSettings,
  StoreSettings,
} from '@books/wiring/settings';

export const RecommendationConfig = processSettings('recommendation-api')
  .extend(StoreSettings.shape)
  .extend(RedisSettings.shape)
  .extend(ModelSettings.shape)
  .extend({ CACHE_TTL_SECONDS: envInteger(1, 86_400).default(600) });
