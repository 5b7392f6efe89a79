import { processSettings, RedisSettings, StoreSettings } from '@books/wiring/settings';

export const BookdetailConfig = processSettings('bookdetail-api')
  .extend(StoreSettings.shape)
  .extend({ REDIS_URL: RedisSettings.shape.REDIS_URL });
