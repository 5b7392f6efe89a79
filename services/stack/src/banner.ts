import { PROCESSES } from '@books/topology/processes';
import type { StackArguments } from './arguments.ts';
import type { Stack } from './start-stack.ts';

/** What `npm run stack` says when everything is up. */
export function banner(
  { baseUrl, loaded, dynamodbUrl, redis, logFolder, instance }: Stack,
  { readers, persist }: StackArguments,
  startedInMs: number,
): string {
  const n = (value: number) => value.toLocaleString('en');
  const contents =
    loaded === undefined
      ? `as the last start left them, for the first ${n(readers)} readers of the sample`
      : `${n(loaded.books)} books, ${n(loaded.ratings)} ratings by the first ${n(readers)} readers of the sample`;
  const processes = PROCESSES.map(({ name }) => {
    const { url = '', opsUrl } = instance(name);
    return `  ${name.padEnd(19)} ${url.padEnd(22)} ops ${opsUrl}`;
  });
  return `
  Eventually Find Your Books is ready, process by process (${(startedInMs / 1000).toFixed(1)} s)

  tables              ${contents}
                      --readers N loads more or fewer, --persist keeps them
  DynamoDB Local      ${dynamodbUrl}, ${persist ? 'kept in files' : 'in memory'}
  Redis               ${redis.url}, in memory
${processes.join('\n')}
  access              off: whoever calls is believed to be the reader they name
  logs                ${logFolder}/<process>.log

  all of it           ${baseUrl}
  docs                ${baseUrl}/docs

  npm run demo -- --url ${baseUrl} plays the whole tour. Ctrl-C ends.
`;
}
