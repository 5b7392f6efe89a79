import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';

/**
 * Sets a header of whatever answer the request gets, from before it is made. On a Node server it goes straight to Node's
 * response: Hono would turn the headers of the answer into a `Headers` object and back for it, which costs more than
 * everything else that is done around a request.
 */
export function setHeader(c: Context, name: string, value: string): void {
  // Absent when the app is called without a server, as tests do.
  const { outgoing } = (c.env ?? {}) as Partial<HttpBindings>;
  if (outgoing === undefined) c.header(name, value);
  else outgoing.setHeader(name, value);
}
