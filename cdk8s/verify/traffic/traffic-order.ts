import { z } from 'zod';

/** What the process is told that passes requests on. */
export const TrafficOrder = z.object({
  api: z.object({
    host: z.string(),
    port: z.number(),
    authority: z.string(),
    identity: z.object({ certificate: z.string(), key: z.string() }),
  }),
  namespace: z.string(),
  loadBalancer: z.object({
    host: z.string(),
    port: z.number(),
    /** How long it goes on sending requests to a pod that has left its Service, as an ALB does until it is told. */
    noticeMs: z.number(),
  }),
});
export type TrafficOrder = z.infer<typeof TrafficOrder>;
