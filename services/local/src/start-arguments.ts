export const USAGE = `Starts the whole product in one process, on a store in a file.

  npm start

Settings are variables of the environment, such as PORT=8090 npm start; README.md has the list. The ones most wanted:

  PORT             where it answers; 8080 if not given
  OPS_PORT         metrics and health; 9100 if not given
  DATA_DIR         where books, ratings and models are kept; .data if not given
  BOOKS_FILE, RATINGS_FILE
                   your own catalogue instead of the sample, at a first start
  DEBUG=1          says more, also when it cannot start

npm run demo shows what it can do. Ctrl-C ends it.
`;

/**
 * What the words behind `npm start --` make of it.
 *
 * @returns what to print and the exit code; `undefined` when it is to start
 */
export function answerTo(
  words: readonly string[],
): { readonly text: string; readonly exitCode: 0 | 2 } | undefined {
  if (words.length === 0) return undefined;
  if (words.every((word) => word === '--help' || word === '-h'))
    return { text: USAGE, exitCode: 0 };
  return { text: `npm start takes no arguments.\n\n${USAGE}`, exitCode: 2 };
}
