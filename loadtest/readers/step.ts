// What a reader of the load test does, said without what sends it: k6 and Node play the same steps. Nothing here may
// import `k6` or `node:`.

/** Parts of the mix, under which requests are counted. */
export type Endpoint =
  | 'search'
  | 'advanced'
  | 'prefix'
  | 'suggest'
  | 'book'
  | 'batch'
  | 'rate'
  | 'ratings'
  | 'reader'
  | 'recommendations';

/** A request, and how to tell whether its answer is right. */
export type Question = {
  readonly endpoint: Endpoint;
  readonly method: 'GET' | 'POST';
  /** With its query. */
  readonly path: string;
  /** JSON. */
  readonly body?: string;
  /** To be asked once, with the answer. @returns what is wrong with it, `undefined` for nothing */
  readonly judge: (answer: Answer) => string | undefined;
};

export type Answer = {
  /** 0 when no answer came. */
  readonly status: number;
  readonly text: string;
  /** Why no answer came. */
  readonly error?: string;
};

/** Gives one question after the other; each has to be judged before the next is asked for. */
export type Step = Generator<Question, void, void>;

type Request = Pick<Question, 'endpoint' | 'path'> & {
  /** Makes it a POST. */
  readonly body?: unknown;
  /** Of an answer that is right. */
  readonly statuses: readonly number[];
};

/**
 * One question of a step.
 *
 * @param faultOf says what is wrong with a body, `undefined` for nothing; not asked unless the status is a right one
 * @returns the body; `undefined` when the answer was wrong or did not come
 */
export function* ask<Body>(
  { endpoint, path, body, statuses }: Request,
  faultOf: (body: Body) => string | undefined,
): Generator<Question, Body | undefined, void> {
  let right: Body | undefined;
  yield {
    endpoint,
    path,
    method: body === undefined ? 'GET' : 'POST',
    ...(body !== undefined && { body: JSON.stringify(body) }),
    judge: ({ status, text, error }) => {
      if (!statuses.includes(status)) return error ?? `status ${status}`;
      try {
        const answered = JSON.parse(text) as Body; // `faultOf` looks at what it needs of it
        const fault = faultOf(answered);
        if (fault === undefined) right = answered;
        return fault;
      } catch (reason) {
        return `no answer of that shape: ${String(reason)}`;
      }
    },
  };
  return right;
}
