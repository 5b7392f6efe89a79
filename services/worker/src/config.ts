import {
  ModelSettings,
  processSettings,
  RedisSettings,
  StoreSettings,
} from '@books/wiring/settings';
import { z } from 'zod';

export const WorkerConfig = processSettings('worker')
  .extend(StoreSettings.shape)
  .extend(RedisSettings.shape)
  .extend({
    MODEL_DIR: ModelSettings.shape.MODEL_DIR,
    REFRESH_CRON: z.string().default('0 3 * * *'),
    REFRESH_TIME_ZONE: z.string().default('UTC'),
    /** Whose lists are computed after a refresh. */
    WARM: z.enum(['active', 'all', 'off']).default('active'),
    /** The ops port of recommendation-api, where it takes calls from inside. */
    RECOMMENDATION_BASE_URL: z.url().default('http://127.0.0.1:9104'),
  });
