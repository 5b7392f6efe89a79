import { ReaderKeySettings, refuseMissingReaderKey } from '@books/service-kit/auth/reader-key';
import { AccessSettings, refuseOpenDoors } from '@books/service-kit/auth/access-settings';
import { processSettings, RedisSettings, StoreSettings } from '@books/wiring/settings';
import { z } from 'zod';

export const RatingsConfig = processSettings('ratings-api')
  .extend(AccessSettings.shape)
  .extend(ReaderKeySettings.shape)
  .extend(StoreSettings.shape)
  .extend(RedisSettings.shape)
  .extend({
    /** The ops port of recommendation-api, where it takes calls from inside. */
    RECOMMENDATION_BASE_URL: z.url().default('http://127.0.0.1:9104'),
  })
  .superRefine(refuseOpenDoors)
  .superRefine(refuseMissingReaderKey);
