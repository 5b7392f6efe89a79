/** The head of every OpenAPI document of ours. */
export const API_INFO = {
  openapi: '3.1.0',
  info: {
    title: 'Eventually Find Your Books',
    version: '1.0.0',
    description:
      'Find books, rate them, and get recommendations that react to the latest rating. ' +
      'Failures are problem documents (RFC 9457) with a stable `error` code.',
    license: { name: 'MIT', identifier: 'MIT' },
  },
};
