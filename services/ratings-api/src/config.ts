import { processSettings, RedisSettings, StoreSettings } from '@books/wiring/settings';
import { z } from 'zod';

export const RatingsConfig = processSettings('ratings-api')
  .extend(StoreSettings.shape)
  .extend(RedisSettings.shape)
  .extend({
    /** The ops port of recommendation-api, where it takes calls from inside. */
    RECOMMENDATION_BASE_URL: z.url().default('http://127.0.0.1:9104'),
  });
