import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetchedJars, FETCH_COMMAND } from './fetched-jars.ts';
import { findFreePort, isFreePort, startJavaServer, whatJavaLacks } from './java-server.ts';

export type OpenSearchNode = {
  readonly url: string;
  stop(): Promise<void>;
};

export type OpenSearchNodeOptions = {
  /** Memory of the JVM; the tests need little, a million books some more. */
  readonly heapMiB?: number;
};

/** What this machine lacks to run OpenSearch, in a sentence; `undefined` when nothing is missing. */
export function whatOpenSearchLacks(): string | undefined {
  if (fetchedJars('opensearch') === undefined) return `OpenSearch is not fetched: ${FETCH_COMMAND}`;
  return whatJavaLacks();
}

/**
 * Starts OpenSearch, one node on 127.0.0.1 that keeps what it is given in a temporary folder. Ready in some ten seconds.
 *
 * @throws Error with what this machine lacks, or with what OpenSearch had to say when it did not start
 */
export async function startOpenSearchNode({
  heapMiB = 384,
}: OpenSearchNodeOptions = {}): Promise<OpenSearchNode> {
  const lacking = whatOpenSearchLacks();
  const jars = fetchedJars('opensearch');
  if (lacking !== undefined || jars === undefined) {
    throw new Error(`OpenSearch cannot run: ${lacking}`);
  }
  const folder = mkdtempSync(join(tmpdir(), 'books-opensearch-'));
  const [port, transportPort] = [await findHttpPort(), await findFreePort()];
  const url = `http://127.0.0.1:${port}`;
  mkdirSync(join(folder, 'config'));
  writeFileSync(
    join(folder, 'config/opensearch.yml'),
    [
      'network.host: 127.0.0.1',
      'discovery.type: single-node',
      `transport.port: ${transportPort}`,
      // The disk of a developer's machine may be fuller than a server's should be.
      'cluster.routing.allocation.disk.threshold_enabled: false',
    ].join('\n'),
  );
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const { stop } = await startJavaServer({
      name: 'OpenSearch',
      port,
      isReady: () => answers(url),
      words: [
        `-Xms${heapMiB}m`,
        `-Xmx${heapMiB}m`,
        '-XX:TieredStopAtLevel=1', // starts faster, and nobody waits for its peak
        '-cp',
        jars,
        'org.codelibs.opensearch.runner.OpenSearchRunner',
        '-basePath',
        folder,
        '-confPath',
        join(folder, 'config'),
        '-numOfNode',
        '1',
        '-baseHttpPort',
        String(port - 1), // the first node listens on the port after it
        '-printOnFailure',
      ],
    });
    return {
      url,
      stop: async () => {
        await stop();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

/** The runner takes no port above this one. */
const LAST_HTTP_PORT = 9299;
const HTTP_PORTS = 90;

async function findHttpPort(): Promise<number> {
  const first = Math.floor(Math.random() * HTTP_PORTS);
  for (let i = 0; i < HTTP_PORTS; i += 1) {
    const port = LAST_HTTP_PORT - ((first + i) % HTTP_PORTS);
    if (await isFreePort(port)) return port;
  }
  throw new Error(`OpenSearch cannot run: no port from ${LAST_HTTP_PORT - HTTP_PORTS} on is free`);
}

async function answers(url: string): Promise<boolean> {
  try {
    const { ok } = await fetch(`${url}/_cluster/health?wait_for_status=yellow&timeout=1s`);
    return ok;
  } catch {
    return false;
  }
}
