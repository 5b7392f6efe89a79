import type { Logger } from '../logger.ts';

/** What the common middleware leaves in each request's context. */
export type ServiceEnv = {
  Variables: {
    requestId?: string;
    logger?: Logger;
  };
};
