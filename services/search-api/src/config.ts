import { z } from 'zod';
import { processSettings, RedisSettings, StoreSettings } from '@books/wiring/settings';

export const SearchConfig = processSettings('search-api')
  .extend(StoreSettings.shape)
  .extend({ REDIS_URL: RedisSettings.shape.REDIS_URL, SYNONYMS_FILE: z.string().optional() });
