import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import { ListedResponse } from '../listed-response.ts';

/** What a Node server has of a request; nothing when the app is called without one, as tests do. */
const bindingsOf = (c: Context): Partial<HttpBindings> => c.env ?? {};

/**
 * Sets a header of whatever answer the request gets, from before it is made. On a Node server it goes straight to Node's
 * response: Hono would turn the headers of the answer into a `Headers` object and back for it, which costs more than
 * everything else that is done around a request.
 *
 * @param name in lower case
 */
export function setHeader(c: Context, name: string, value: string): void {
  const { outgoing } = bindingsOf(c);
  if (outgoing === undefined) c.header(name, value);
  else if (outgoing instanceof ListedResponse) outgoing.list(name, value);
  else outgoing.setHeader(name, value);
}

/**
 * A header of the request, from where Node has it already.
 *
 * @param name in lower case, of a header that is no list of cookies
 */
export function headerOf(c: Context, name: string): string | undefined {
  const { incoming } = bindingsOf(c);
  return incoming === undefined ? c.req.header(name) : incoming.headers[name]?.toString();
}
