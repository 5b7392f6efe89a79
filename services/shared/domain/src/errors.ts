/** Every way a request can fail, in words that know no transport. HTTP statuses live in `service-kit/http/problem`. */
export const ERROR_KINDS = [
  'invalid_request',
  'unauthorized',
  'forbidden',
  'not_found',
  'method_not_allowed',
  'request_timeout',
  'conflict',
  'too_large',
  'rate_limited',
  'unavailable',
  'internal_error',
] as const;

export type ErrorKind = (typeof ERROR_KINDS)[number];

/** One fault in an input: a JSON pointer into the request part that holds it, and a sentence. */
export type FieldFault = { readonly pointer: string; readonly detail: string };

export type DomainErrorOptions = {
  readonly cause?: unknown;
  readonly faults?: readonly FieldFault[];
  /** Seconds after which trying again makes sense; answered as `Retry-After`. */
  readonly retryAfterSeconds?: number;
};

/** A failure that its reader can understand: a kind, and a sentence that may be shown to a client. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly kind: ErrorKind;
  readonly faults: readonly FieldFault[];
  readonly retryAfterSeconds: number | undefined;

  constructor(kind: ErrorKind, message: string, options: DomainErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.kind = kind;
    this.faults = options.faults ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}
