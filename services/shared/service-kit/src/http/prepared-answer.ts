import { hash } from 'node:crypto';
import type { TypedResponse } from 'hono';
import type { JSONParsed } from 'hono/utils/types';

/** A JSON text that was made earlier. */
export type PreparedJson<Body> = {
  readonly text: string;
  /** Bytes of the text. */
  readonly length: string;
  /** Only for the compiler: what the text says. */
  readonly body?: Body;
};

export type TaggedJson<Body> = PreparedJson<Body> & {
  /** Strong entity tag of the text, quotes included. */
  readonly etag: string;
};

export function prepareJson<Body>(body: Body): PreparedJson<Body> {
  return prepareText(JSON.stringify(body));
}

export function prepareTaggedJson<Body>(body: Body): TaggedJson<Body> {
  const text = JSON.stringify(body);
  return { ...prepareText(text), etag: `"${hash('sha1', text, 'base64url')}"` };
}

/** The length is counted once here, not by the server for every answer. */
function prepareText(text: string) {
  return { text, length: String(Buffer.byteLength(text)) };
}

type Answer<Body> = Response & TypedResponse<JSONParsed<Body>, 200, 'json'>;

/**
 * Answers with 200 and the text. The headers reach Node as they are, where `c.json` after `c.header` makes a `Headers`
 * object of them and a plain one again.
 */
export function answerPrepared<Body>(
  { text, length }: PreparedJson<Body>,
  headers: Readonly<Record<string, string>>,
): Answer<Body> {
  return typed(
    new Response(text, {
      status: 200,
      headers: { 'content-type': 'application/json', 'content-length': length, ...headers },
    }),
  );
}

/** As above with the entity tag; 304 without a body for whoever has this text already. */
export function answerUnlessKnown<Body>(
  prepared: TaggedJson<Body>,
  ifNoneMatch: string | undefined,
  headers: Readonly<Record<string, string>>,
): Answer<Body> {
  const { etag } = prepared;
  const tagged = { ...headers, etag };
  if (ifNoneMatch !== undefined && matches(etag, ifNoneMatch)) {
    return typed(new Response(null, { status: 304, headers: tagged }));
  }
  return answerPrepared(prepared, tagged);
}

/** The weak comparison of RFC 9110: `W/` makes no difference. */
function matches(etag: string, ifNoneMatch: string): boolean {
  if (ifNoneMatch.trim() === '*') return true;
  return ifNoneMatch.match(/"[^"]*"/g)?.includes(etag) ?? false;
}

/** Hono tells what an answer says by a type that has nothing to it at run time. */
const typed = <Body>(response: Response) => response as Answer<Body>;
