import {
  ServerResponse,
  type IncomingMessage,
  type OutgoingHttpHeader,
  type OutgoingHttpHeaders,
} from 'node:http';

type OwnHeaders = OutgoingHttpHeaders | OutgoingHttpHeader[];

/**
 * On every answer, also on one that went wrong. Browsers take no notice of the last one without TLS.
 */
const SECURITY_HEADERS = [
  'content-security-policy',
  "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options',
  'nosniff',
  'x-frame-options',
  'DENY',
  'referrer-policy',
  'no-referrer',
  'strict-transport-security',
  'max-age=31536000; includeSubDomains',
];

/**
 * Node's response with headers for whatever answer comes; those that the answer brings itself win. `setHeader` would
 * check each, keep it in an object and take it out again, and do the same with the answer's own: here all of them go to
 * Node as one list, which it writes as it is.
 */
export class ListedResponse<
  Request extends IncomingMessage = IncomingMessage,
> extends ServerResponse<Request> {
  /** Names in lower case, each followed by its value. */
  readonly #listed: string[] = [...SECURITY_HEADERS];

  /** @param name in lower case */
  list(name: string, value: string): void {
    const known = this.#listed.indexOf(name);
    if (known === -1) this.#listed.push(name, value);
    else this.#listed[known + 1] = value;
  }

  override writeHead(status: number, reason?: string | OwnHeaders, headers?: OwnHeaders): this {
    const [message, own = {}] =
      typeof reason === 'string' ? [reason, headers] : [undefined, reason];
    if (Array.isArray(own) || this.getHeaderNames().length > 0) {
      this.#setListed();
      return super.writeHead(status, message, own);
    }
    const all: OutgoingHttpHeader[] = [];
    for (const name of Object.keys(own)) all.push(name, own[name]!);
    const ownCount = all.length;
    for (let at = 0; at < this.#listed.length; at += 2) {
      const name = this.#listed[at]!;
      if (!hasName(all, ownCount, name)) all.push(name, this.#listed[at + 1]!);
    }
    return super.writeHead(status, message, all);
  }

  /** The usual way, beside headers that were set the usual way. */
  #setListed(): void {
    for (let at = 0; at < this.#listed.length; at += 2) {
      const name = this.#listed[at]!;
      if (!this.hasHeader(name)) this.setHeader(name, this.#listed[at + 1]!);
    }
  }
}

/** Whether a name in lower case is among the first ones of a list of names and values. */
function hasName(list: readonly OutgoingHttpHeader[], count: number, name: string): boolean {
  for (let at = 0; at < count; at += 2) {
    const other = String(list[at]);
    if (other.length === name.length && other.toLowerCase() === name) return true;
  }
  return false;
}
