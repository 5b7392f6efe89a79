/** Something that is there at once, or comes later. */
export type Awaitable<T> = T | Promise<T>;

/**
 * Goes on with what is there, or when it is there. Unlike `await` it makes no promise where none is needed: each costs
 * several around it, in the framework and the server, which an answer from memory can do without.
 */
export function andThen<T, R>(what: Awaitable<T>, use: (value: T) => Awaitable<R>): Awaitable<R> {
  return what instanceof Promise ? what.then(use) : use(what);
}
