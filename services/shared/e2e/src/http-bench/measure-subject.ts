import { load } from './http-load.ts';
import { cpuMs, memoryMb, pinTo } from './process-usage.ts';
import type { Measured } from './report.ts';
import { SERVER_CORE, startBare, type Product, type Server } from './servers.ts';
import { captureAnswers, loadRequests, type Subject } from './subjects.ts';

const CONNECTIONS = 32;
const FIRST_WARM_UP_MS = 2000;
const WARM_UP_MS = 300;

type Rounds = { readonly rounds: number; readonly seconds: number };
type Requests = ReturnType<typeof loadRequests>;

/** One kind of request on the bare servers and on ours, in turn. */
export async function measureSubject(
  subject: Subject,
  products: readonly Product[],
  { rounds, seconds }: Rounds,
): Promise<Measured[]> {
  const ours: { server: Server; requests: Requests }[] = [];
  let bareAnswers: Record<string, string> | undefined;
  for (const product of products) {
    const server = product.serverOf(subject.requests[0]!.path);
    const answers = await captureAnswers(`http://127.0.0.1:${server.port}`, subject);
    bareAnswers ??= answers;
    ours.push({ server, requests: loadRequests(subject, answers) });
  }
  const prepared = bareAnswers ?? {};
  const bare = [await startBare('node', prepared), await startBare('hono', prepared)];
  const bareRequests = loadRequests(subject, prepared);
  const all = [...bare.map((server) => ({ server, requests: bareRequests })), ...ours];
  const results = all.map((): Awaited<ReturnType<typeof measureOnce>>[] => []);
  try {
    for (const { server } of all) pinTo(SERVER_CORE, server.pid);
    for (let round = 0; round < rounds; round += 1) {
      process.stderr.write(`${subject.name}: round ${round + 1} of ${rounds}\n`);
      const warmUpMs = round === 0 ? FIRST_WARM_UP_MS : WARM_UP_MS;
      for (const [index, { server, requests }] of all.entries()) {
        results[index]!.push(await measureOnce(server, requests, { seconds, warmUpMs }));
      }
    }
  } finally {
    for (const server of bare) server.stop();
  }
  return all.map(({ server: { name } }, index) => {
    const middle = results[index]!.toSorted((a, b) => a.perSecond - b.perSecond)[rounds >> 1]!;
    return { subject: subject.name, server: name, ...middle };
  });
}

async function measureOnce(
  { port, pid }: Server,
  requests: Requests,
  { seconds, warmUpMs }: { seconds: number; warmUpMs: number },
) {
  let next = 0;
  let cpuBeforeMs = 0;
  let cpuAfterMs = 0;
  const result = await load({
    port,
    connections: CONNECTIONS,
    warmUpMs,
    durationMs: seconds * 1000,
    next: () => requests[next++ % requests.length]!,
    onBegin: () => (cpuBeforeMs = cpuMs(pid)),
    onEnd: () => (cpuAfterMs = cpuMs(pid)),
  });
  const cpuMicroseconds = ((cpuAfterMs - cpuBeforeMs) * 1000) / result.requests;
  return { ...result, cpuMicroseconds, memoryMb: memoryMb(pid) };
}
