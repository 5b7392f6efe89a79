import { z } from 'zod';

/** What the stack tells its guard. */
export const GuardMessage = z.object({ kind: z.enum(['watch', 'forget']), pid: z.int().min(2) });
export type GuardMessage = z.infer<typeof GuardMessage>;
