import { z } from 'zod';
import { envInteger } from '../config.ts';

/** What a token may be signed with; all of them asymmetric, so that nobody who can check a token can make one. */
export const TOKEN_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
] as const;

const envList = <Item extends z.ZodType<unknown, string>>(item: Item) =>
  z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(z.array(item).min(1));

/** An origin as browsers send it, or `*` for all. */
const Origin = z
  .string()
  .refine((text) => text === '*' || (URL.canParse(text) && new URL(text).origin === text), {
    error: 'must be origins such as https://books.example.org, or *',
  });

/** Who may call a process that has public paths, from where and how often. */
export const AccessSettings = z.object({
  /** `jwt` checks bearer tokens; `off` believes every caller to be who they say they are. */
  AUTH_MODE: z.enum(['off', 'jwt']).default('off'),
  AUTH_ISSUER: z.string().optional(),
  AUTH_AUDIENCE: z.string().optional(),
  AUTH_JWKS_URL: z.url().optional(),
  AUTH_ALGORITHMS: envList(z.enum(TOKEN_ALGORITHMS)).default(['RS256', 'ES256', 'EdDSA']),
  AUTH_USER_CLAIM: z.string().default('sub'),
  AUTH_SCOPE_CLAIM: z.string().default('scope'),
  AUTH_ADMIN_SCOPE: z.string().default('admin'),
  AUTH_CLOCK_SKEW_SECONDS: envInteger(0, 300).default(30),
  CORS_ORIGINS: envList(Origin).optional(),
  /** Requests a minute and caller; 0 for any number. */
  RATE_LIMIT_PER_MINUTE: envInteger(0, 1_000_000).optional(),
  /** Proxies of ours before the process: so many addresses at the end of `X-Forwarded-For` can be believed. */
  TRUSTED_PROXIES: envInteger(0, 10).default(0),
});
export type AccessSettings = z.infer<typeof AccessSettings>;

type Judged = AccessSettings & { readonly ENVIRONMENT: 'local' | 'dev' | 'prod' };

/** Refuses settings that would leave a door open: the last step of a schema with {@link AccessSettings}. */
export function refuseOpenDoors(
  settings: Judged,
  context: { addIssue(issue: { code: 'custom'; path: string[]; message: string }): void },
): void {
  const fault = (name: keyof AccessSettings, message: string) =>
    context.addIssue({ code: 'custom', path: [name], message });
  if (settings.AUTH_MODE === 'off' && settings.ENVIRONMENT === 'prod') {
    fault('AUTH_MODE', 'must be jwt in prod: off lets every caller act for every reader');
  }
  if (settings.AUTH_MODE === 'jwt') {
    if (settings.AUTH_AUDIENCE === undefined) fault('AUTH_AUDIENCE', 'is needed to check tokens');
    if (settings.AUTH_ISSUER === undefined) fault('AUTH_ISSUER', 'is needed to check tokens');
    else if (settings.AUTH_JWKS_URL === undefined && !URL.canParse(settings.AUTH_ISSUER)) {
      fault('AUTH_JWKS_URL', 'is needed to check tokens, since AUTH_ISSUER is no URL');
    }
  }
}

/** Where the issuer's keys are: as set, or where issuers commonly have them. */
export function jwksUrl({ AUTH_JWKS_URL, AUTH_ISSUER }: AccessSettings): URL {
  if (AUTH_JWKS_URL !== undefined) return new URL(AUTH_JWKS_URL);
  const base = (AUTH_ISSUER ?? '').replace(/\/$/, '');
  return new URL(`${base}/.well-known/jwks.json`);
}

const DEFAULT_REQUESTS_PER_MINUTE = 600;

/** Requests a minute that a caller has, as set, or off on one's own machine; `undefined` for any number. */
export function requestsPerMinute(settings: Judged): number | undefined {
  const fallback = settings.ENVIRONMENT === 'local' ? 0 : DEFAULT_REQUESTS_PER_MINUTE;
  return (settings.RATE_LIMIT_PER_MINUTE ?? fallback) || undefined;
}
