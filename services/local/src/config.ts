import { AccessSettings, refuseOpenDoors } from '@books/service-kit/auth/access-settings';
import { ReaderKeySettings, refuseMissingReaderKey } from '@books/service-kit/auth/reader-key';
import { envInteger, envPort, ProcessConfig } from '@books/service-kit/config';
import { z } from 'zod';

/** The settings of `npm start`. */
export const LocalConfig = ProcessConfig.extend(AccessSettings.shape)
  .extend(ReaderKeySettings.shape)
  .extend({
    LOG_LEVEL: ProcessConfig.shape.LOG_LEVEL.unwrap().default('warn'),
    HOST: z.string().default('127.0.0.1'),
    PORT: envPort(8080),
    OPS_PORT: envPort(9100),
    DATA_DIR: z.string().default('.data'),
    BOOKS_FILE: z.string().optional(),
    RATINGS_FILE: z.string().optional(),
    SYNONYMS_FILE: z.string().optional(),
    CACHE_TTL_SECONDS: envInteger(1, 86_400).default(600),
    REFRESH_CRON: z.string().default('0 3 * * *'),
    REFRESH_TIME_ZONE: z.string().default('UTC'),
  })
  .superRefine(refuseOpenDoors)
  .superRefine(refuseMissingReaderKey);
export type LocalConfig = z.infer<typeof LocalConfig>;
