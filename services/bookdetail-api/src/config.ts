import { AccessSettings, refuseOpenDoors } from '@books/service-kit/auth/access-settings';
import { processSettings, RedisSettings, StoreSettings } from '@books/wiring/settings';

export const BookdetailConfig = processSettings('bookdetail-api')
  .extend(AccessSettings.shape)
  .extend(StoreSettings.shape)
  .extend({ REDIS_URL: RedisSettings.shape.REDIS_URL })
  .superRefine(refuseOpenDoors);
