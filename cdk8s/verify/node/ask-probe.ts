import { request } from 'node:http';
import { connect } from 'node:net';
import type { Container, Probe } from './pod.ts';

/** Asks a probe once, as a kubelet does: any status from 200 to 399 counts as well. */
export function askProbe(probe: Probe, container: Container, address: string): Promise<boolean> {
  const timeout = probe.timeoutSeconds * 1000;
  if (probe.httpGet) {
    const { path, port } = probe.httpGet;
    return new Promise((resolve) => {
      const outgoing = request(
        { host: address, port: portNumber(port, container), path, timeout, agent: false },
        (response) => {
          response.resume();
          const status = response.statusCode ?? 0;
          resolve(status >= 200 && status < 400);
        },
      );
      outgoing.once('timeout', () => outgoing.destroy(new Error('too late')));
      outgoing.once('error', () => resolve(false));
      outgoing.end();
    });
  }
  const { tcpSocket } = probe;
  if (!tcpSocket) return Promise.resolve(true);
  return new Promise((resolve) => {
    const socket = connect({ host: address, port: portNumber(tcpSocket.port, container), timeout });
    const end = (isOpen: boolean) => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.once('connect', () => end(true));
    socket.once('timeout', () => end(false));
    socket.once('error', () => end(false));
  });
}

function portNumber(port: number | string, { ports }: Container): number {
  if (typeof port === 'number') return port;
  return ports.find(({ name }) => name === port)?.containerPort ?? Number(port);
}
