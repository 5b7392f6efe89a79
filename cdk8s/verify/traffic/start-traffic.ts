import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startDaemon, type Daemon } from '../control-plane/daemon.ts';
import { waitFor } from '../wait-for.ts';
import type { TrafficOrder } from './traffic-order.ts';

const FILE = join(import.meta.dirname, 'main.ts');
const START_SECONDS = 120;
/** A load balancer has machines of its own: starting pods do not slow it down. */
export const PRIORITY = ['nice', '-n', '-10'] as const;

/** Starts what passes requests on, and waits until it does. */
export async function startTraffic(folder: string, order: TrafficOrder): Promise<Daemon> {
  const orderFile = join(folder, 'traffic.json');
  writeFileSync(orderFile, JSON.stringify(order));
  const [program, ...words] = PRIORITY;
  const daemon = startDaemon('traffic', program, [...words, process.execPath, FILE, orderFile], {
    logFile: join(folder, 'logs/traffic.log'),
  });
  const { host, port } = order.loadBalancer;
  await waitFor(
    async () => {
      const fault = daemon.fault();
      if (fault !== undefined) throw new Error(fault);
      await fetch(`http://${host}:${port}/`);
      return true;
    },
    { seconds: START_SECONDS, what: 'the load balancer' },
  );
  return daemon;
}
