import { connect, type Socket } from 'node:net';

/** One request, ready to be written to a socket, and what its answer has to be. */
export type LoadRequest = {
  readonly bytes: Buffer;
  /** Says what is wrong with an answer; `undefined` when it is right. */
  readonly fault: (status: number, body: Buffer) => string | undefined;
};

export type LoadOptions = {
  readonly port: number;
  /** Connections, each with one request under way at a time. */
  readonly connections: number;
  /** Time before anything is counted, in milliseconds. */
  readonly warmUpMs: number;
  readonly durationMs: number;
  /** The next request; asked for once before each. */
  readonly next: () => LoadRequest;
  /** Called when the counting begins and when it ends. */
  readonly onBegin?: () => void;
  readonly onEnd?: () => void;
};

export type LoadResult = {
  readonly requests: number;
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
};

/**
 * Asks an HTTP server as fast as it answers over keep-alive connections, and checks every answer. Written on bare
 * sockets, since a client with the comforts of `fetch` would be slower than the servers it is to measure.
 *
 * @throws Error at the first answer that is wrong, or when the server hangs up
 */
export async function load(options: LoadOptions): Promise<LoadResult> {
  const { warmUpMs, durationMs } = options;
  const latencies: number[] = [];
  const startedAtMs = performance.now();
  const countFromMs = startedAtMs + warmUpMs;
  const endAtMs = countFromMs + durationMs;
  let hasBegun = false;
  const onLatency = (beganAtMs: number, nowMs: number) => {
    if (nowMs < countFromMs || nowMs > endAtMs) return;
    if (!hasBegun) options.onBegin?.();
    hasBegun = true;
    latencies.push(nowMs - beganAtMs);
  };
  const connections = Array.from({ length: options.connections }, () =>
    runConnection(options, endAtMs, onLatency),
  );
  await Promise.all(connections);
  options.onEnd?.();
  return resultOf(latencies, durationMs);
}

function runConnection(
  { port, next }: LoadOptions,
  endAtMs: number,
  onLatency: (beganAtMs: number, nowMs: number) => void,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true });
  let request = next();
  let beganAtMs = 0;
  let received: Buffer | undefined;
  const send = () => {
    request = next();
    beganAtMs = performance.now();
    socket.write(request.bytes);
  };
  socket.on('connect', send);
  socket.on('error', reject);
  socket.on('close', () => reject(new Error('the server closed a connection')));
  socket.on('data', (chunk) => {
    received = received === undefined ? chunk : Buffer.concat([received, chunk]);
    const answer = readAnswer(received);
    if (answer === undefined) return;
    received = undefined;
    const nowMs = performance.now();
    const fault = request.fault(answer.status, answer.body);
    if (fault !== undefined) {
      reject(new Error(fault));
      socket.destroy();
      return;
    }
    onLatency(beganAtMs, nowMs);
    if (nowMs < endAtMs) send();
    else {
      resolve();
      socket.destroy();
    }
  });
  return promise;
}

const LENGTH = /content-length: *(\d+)/i;
const HEAD_END = Buffer.from('\r\n\r\n');
const STATUS_AT = 'HTTP/1.1 '.length;

/** The answer in what has come so far; `undefined` while some of it is missing. @throws when it has no length */
function readAnswer(received: Buffer): { status: number; body: Buffer } | undefined {
  const headEnd = received.indexOf(HEAD_END);
  if (headEnd === -1) return undefined;
  const head = received.toString('latin1', 0, headEnd);
  const length = LENGTH.exec(head)?.[1];
  if (length === undefined) throw new Error(`an answer without content-length: ${head}`);
  const bodyStart = headEnd + HEAD_END.length;
  const body = received.subarray(bodyStart);
  if (body.length < Number(length)) return undefined;
  return { status: Number(head.slice(STATUS_AT, STATUS_AT + 3)), body };
}

function resultOf(latencies: readonly number[], durationMs: number): LoadResult {
  const sorted = Float64Array.from(latencies).sort();
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
  return {
    requests: sorted.length,
    perSecond: sorted.length / (durationMs / 1000),
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
  };
}
