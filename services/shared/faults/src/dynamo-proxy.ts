import { once } from 'node:events';
import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { decide, type DynamoFault } from './dynamo-faults.ts';

export type DynamoProxyOptions = {
  /** Any free port if not given. */
  readonly port?: number;
  readonly targetPort: number;
  readonly random: () => number;
};

export type DynamoProxy = {
  readonly url: string;
  setFault(fault: DynamoFault): void;
  /** Every request waits so long before it is passed on, in milliseconds. */
  setDelay(milliseconds: number): void;
  /** Requests since the start, by operation such as `GetItem`. */
  counts(): ReadonlyMap<string, number>;
  close(): Promise<void>;
};

const Batch = z.looseObject({
  RequestItems: z.record(
    z.string(),
    z.union([z.array(z.unknown()), z.looseObject({ Keys: z.array(z.unknown()) })]),
  ),
});
type Batch = z.infer<typeof Batch>;
const Transaction = z.object({ TransactItems: z.array(z.unknown()) });

/** Stands before DynamoDB Local and answers now and then as DynamoDB does that has too much to do. */
export async function startDynamoProxy({
  port = 0,
  targetPort,
  random,
}: DynamoProxyOptions): Promise<DynamoProxy> {
  const agent = new Agent({ keepAlive: true });
  const counts = new Map<string, number>();
  const hanging = new Set<() => void>();
  let fault: DynamoFault = { kind: 'none' };
  let delayMs = 0;

  const serve = async (asked: IncomingMessage, answer: ServerResponse) => {
    const body = await buffer(asked);
    const operation = String(asked.headers['x-amz-target'] ?? '').split('.')[1] ?? 'unknown';
    counts.set(operation, (counts.get(operation) ?? 0) + 1);
    if (delayMs > 0) await sleep(delayMs);
    const actions =
      operation === 'TransactWriteItems'
        ? Transaction.parse(JSON.parse(body.toString())).TransactItems.length
        : 0;
    const decision = decide(fault, { operation, actions }, random);
    if (decision === 'hang') {
      const released = new Promise<void>((resolve) => hanging.add(resolve));
      await released;
      // Whoever waits has long given up: nothing is done for them any more.
      answer.destroy();
    } else if (decision === 'half') {
      const { half, rest } = splitBatch(Batch.parse(JSON.parse(body.toString())));
      const target = await forward(agent, targetPort, asked, Buffer.from(JSON.stringify(half)));
      const content: unknown = JSON.parse(target.body.toString());
      const leftOver = operation === 'BatchGetItem' ? 'UnprocessedKeys' : 'UnprocessedItems';
      const whole = JSON.stringify({ ...(content as object), [leftOver]: rest });
      answer.writeHead(target.status, { 'content-type': 'application/x-amz-json-1.0' }).end(whole);
    } else if (decision === 'pass') {
      const target = await forward(agent, targetPort, asked, body);
      answer.writeHead(target.status, target.headers).end(target.body);
    } else {
      answer.writeHead(decision.status, decision.headers).end(decision.body);
    }
  };
  const server = createServer((asked, answer) => {
    serve(asked, answer).catch(() => answer.destroy());
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    setFault(next) {
      fault = next;
      if (fault.kind === 'hang') return;
      for (const release of hanging) release();
      hanging.clear();
    },
    setDelay: (milliseconds) => (delayMs = milliseconds),
    counts: () => new Map(counts),
    async close() {
      agent.destroy();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** The first half of each table's work, rounded up so that every round gets on, and what is left over. */
function splitBatch({ RequestItems, ...others }: Batch) {
  const half: Record<string, unknown> = {};
  const rest: Record<string, unknown> = {};
  for (const [table, work] of Object.entries(RequestItems)) {
    const entries = Array.isArray(work) ? work : work.Keys;
    const middle = Math.ceil(entries.length / 2);
    const asWork = (some: unknown[]) => (Array.isArray(work) ? some : { ...work, Keys: some });
    half[table] = asWork(entries.slice(0, middle));
    if (middle < entries.length) rest[table] = asWork(entries.slice(middle));
  }
  return { half: { ...others, RequestItems: half }, rest };
}

async function forward(agent: Agent, port: number, asked: IncomingMessage, body: Buffer) {
  const outgoing = request({
    agent,
    port,
    host: '127.0.0.1',
    method: asked.method,
    path: asked.url,
    headers: { ...asked.headers, 'content-length': body.length },
  });
  outgoing.end(body);
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  const { 'transfer-encoding': _encoding, 'content-length': _length, ...headers } = answer.headers;
  return { status: answer.statusCode ?? 502, headers, body: await buffer(answer) };
}
