import { createRedisRateLimiter } from '@books/redis/redis-rate-limiter';
import type { AccessSettings } from '@books/service-kit/auth/access-settings';
import { openAccess } from '@books/service-kit/auth/open-access';
import { systemClock } from '@books/service-kit/clock';
import type { ProcessConfig } from '@books/service-kit/config';
import type { ServiceAccess } from '@books/service-kit/http/service-app';
import type { Logger } from '@books/service-kit/logger';
import type { Metrics } from '@books/service-kit/metrics';
import type { Redis } from 'ioredis';

export type ServiceAccessDeps = {
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Fails fast: see `createCacheRedis`. */
  readonly redis: Redis;
};

/** Who may call a process, as its settings say; requests are counted in Redis. */
export function openServiceAccess(
  settings: AccessSettings & Pick<ProcessConfig, 'ENVIRONMENT'>,
  { logger, metrics, redis }: ServiceAccessDeps,
): ServiceAccess {
  return openAccess(settings, {
    logger,
    metrics,
    now: systemClock,
    createRateLimiter: (options) => createRedisRateLimiter({ ...options, redis, now: systemClock }),
  });
}
