import { createMemoryRateLimiter } from './memory-rate-limiter.ts';
import { describeRateLimiter } from './rate-limiter.contract.ts';

describeRateLimiter('memory', async (options) => createMemoryRateLimiter(options));
