/** Who makes a request, as their token says. */
export type Caller = {
  /** Id of the reader that they are. */
  readonly userId: string;
  /** Whether they may do what is for administrators. */
  readonly isAdmin: boolean;
};

/**
 * Tells who a bearer token stands for.
 *
 * @throws DomainError unauthorized when the token does not count, unavailable when it cannot be checked now
 */
export type Authenticator = (token: string) => Promise<Caller>;
