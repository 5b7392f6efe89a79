import type { Context } from 'hono';
import type { ServiceEnv } from './service-env.ts';

/**
 * The address that a request comes from.
 *
 * @param trustedProxies how many proxies of ours it has passed: each adds to `X-Forwarded-For` whom it heard it from, and
 *   what stands before those is what a caller made up
 * @returns `unknown` for a request that came through no socket
 */
export function addressOf(c: Context<ServiceEnv>, trustedProxies: number): string {
  const socketAddress = c.env?.incoming?.socket.remoteAddress ?? 'unknown';
  if (trustedProxies === 0) return socketAddress;
  const forwarded = c.req.header('x-forwarded-for')?.split(',') ?? [];
  return forwarded.at(-trustedProxies)?.trim() || socketAddress;
}
