import { envPort } from '@books/service-kit/config';
import { PROCESSES, type ProcessFacts, type ProcessName } from '@books/topology/processes';
import { z } from 'zod';
import type { NamedPort, ProcessPorts, StackPorts } from './ports.ts';

const portVariable = (name: ProcessName) => `${variablePrefix(name)}_PORT`;
const opsPortVariable = (name: ProcessName) => `${variablePrefix(name)}_OPS_PORT`;
const variablePrefix = (name: ProcessName) => name.toUpperCase().replaceAll('-', '_');

const processPorts = Object.fromEntries(
  PROCESSES.flatMap(({ name, port, opsPort }) => [
    ...(port === undefined ? [] : [[portVariable(name), envPort(port)] as const]),
    [opsPortVariable(name), envPort(opsPort)] as const,
  ]),
);

/**
 * The settings of `npm run stack`: where it keeps its files, and a port each, of which those of the processes are
 * called `<PROCESS>_PORT` and `<PROCESS>_OPS_PORT`. Other variables reach the processes as they are.
 */
export const StackConfig = z
  .object({
    STACK_DIR: z.string().default('.data/stack'),
    ROUTER_PORT: envPort(8090),
    DYNAMODB_PORT: envPort(8800),
    REDIS_PORT: envPort(6390),
  })
  .and(z.object(processPorts))
  .transform((settings) => ({
    folder: settings.STACK_DIR,
    ports: {
      router: settings.ROUTER_PORT,
      dynamodb: settings.DYNAMODB_PORT,
      redis: settings.REDIS_PORT,
      processes: Object.fromEntries(
        PROCESSES.map((facts) => [facts.name, portsOf(facts, settings)]),
      ) as Record<ProcessName, ProcessPorts>,
    } satisfies StackPorts,
  }));

function portsOf(
  { name, port }: ProcessFacts,
  settings: Readonly<Record<string, unknown>>,
): ProcessPorts {
  return {
    ...(port !== undefined && { port: Number(settings[portVariable(name)]) }),
    opsPort: Number(settings[opsPortVariable(name)]),
  };
}

/** Every port with the variable that sets it. */
export function namedPorts({ router, dynamodb, redis, processes }: StackPorts): NamedPort[] {
  return [
    { port: router, variable: 'ROUTER_PORT' },
    { port: dynamodb, variable: 'DYNAMODB_PORT' },
    { port: redis, variable: 'REDIS_PORT' },
    ...PROCESSES.flatMap(({ name }) => {
      const { port, opsPort } = processes[name];
      return [
        ...(port === undefined ? [] : [{ port, variable: portVariable(name) }]),
        { port: opsPort, variable: opsPortVariable(name) },
      ];
    }),
  ];
}
