import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { ApiError, type ApiClient } from '../control-plane/api-client.ts';
import { addPodNetwork, removePodNetwork } from '../network.ts';
import { askProbe } from './ask-probe.ts';
import { programOf } from './images.ts';
import { podPath, type Container, type Pod, type Probe } from './pod.ts';
import { writePodStatus, type ContainerState } from './pod-status.ts';
import { sandboxCommand } from './sandbox.ts';

export type PodRunnerDeps = {
  readonly api: ApiClient;
  readonly address: string;
  readonly hostAddress: string;
  /** Name of the pod's network, unlike any other. */
  readonly network: string;
  readonly hostsFile: string;
  /** For volumes; those of claims are shared by name. */
  readonly volumesFolder: string;
  readonly logsFolder: string;
};

export type PodRunner = {
  readonly pod: Pod;
  readonly address: string;
  /** Whether it was told to end. */
  isEnding(): boolean;
  /** Process of the container; `undefined` while there is none. */
  pid(): number | undefined;
  /** Ends the pod in order, as a kubelet does once it is marked for deletion. */
  terminate(graceSeconds: number): Promise<void>;
};

const RESTART_DELAY_MS = 2000;

/** Runs one pod on this machine, from its network to its end, with the real probes and the real timing. */
export function runPod(deps: PodRunnerDeps, pod: Pod): PodRunner {
  const { api, address, hostAddress, network } = deps;
  const [container] = pod.spec.containers;
  let child: ChildProcess | undefined;
  let state: ContainerState = { kind: 'running', startedAt: new Date() };
  let phase: 'Running' | 'Succeeded' | 'Failed' = 'Running';
  let restartCount = 0;
  let isStarted = false;
  let isReady = false;
  let isEnding = false;
  let reports = Promise.resolve();
  const ended = new AbortController();

  const report = () => {
    const current = {
      phase,
      address,
      hostAddress,
      container: state,
      restartCount,
      isStarted,
      isReady,
    };
    // One that fails is made good by the next: probes go on.
    reports = reports.then(() => writePodStatus(api, pod, current)).catch(sayFailure);
    return reports;
  };

  const start = async (): Promise<void> => {
    const command = sandboxCommand({
      network,
      image: programOf(container.image),
      args: container.args,
      environment: await environmentOf(api, pod, container),
      mounts: makeMounts(deps, pod, container),
      hostsFile: deps.hostsFile,
    });
    const log = createWriteStream(join(deps.logsFolder, `${pod.metadata.name}.log`), {
      flags: 'a',
    });
    const [file = '', ...args] = command;
    child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout?.pipe(log, { end: false });
    child.stderr?.pipe(log, { end: false });
    state = { kind: 'running', startedAt: new Date() };
    child.once('exit', (code) => void onExit(code ?? 137));
    await report();
  };

  const onExit = async (exitCode: number): Promise<void> => {
    child = undefined;
    isReady = false;
    isStarted = false;
    state = { kind: 'terminated', exitCode, startedAt: state.startedAt };
    const isOver =
      pod.spec.restartPolicy === 'Never' ||
      (pod.spec.restartPolicy === 'OnFailure' && exitCode === 0);
    if (isOver) phase = exitCode === 0 ? 'Succeeded' : 'Failed';
    await report();
    if (isOver || isEnding) return;
    restartCount += 1;
    await sleep(RESTART_DELAY_MS);
    if (!isEnding) await start();
  };

  /** Asks until the pod is gone, and says so whenever the answer has changed often enough. */
  const follow = async (probe: Probe, onChange: (isFine: boolean) => void): Promise<void> => {
    let failures = 0;
    while (!ended.signal.aborted) {
      const isFine = child !== undefined && (await askProbe(probe, container, address));
      failures = isFine ? 0 : failures + 1;
      if (isFine || failures >= probe.failureThreshold) onChange(isFine);
      await sleep(probe.periodSeconds * 1000);
    }
  };
  const setReady = (isFine: boolean) => {
    if (isReady === isFine) return;
    isReady = isFine;
    void report();
  };
  const probeAll = async (): Promise<void> => {
    const { startupProbe, readinessProbe, livenessProbe } = container;
    if (startupProbe) {
      const isUp = async () => child !== undefined && askProbe(startupProbe, container, address);
      while (!ended.signal.aborted && !(await isUp()))
        await sleep(startupProbe.periodSeconds * 1000);
    }
    isStarted = true;
    if (livenessProbe)
      void follow(livenessProbe, (isFine) => {
        if (!isFine && !isEnding) child?.kill('SIGKILL');
      });
    if (readinessProbe) await follow(readinessProbe, setReady);
    else setReady(true);
  };

  addPodNetwork(network, address);
  const started = start().then(() => void probeAll());
  started.catch((error: unknown) => {
    process.stderr.write(`${pod.metadata.name}: ${String(error)}\n`);
  });

  return {
    pod,
    address,
    isEnding: () => isEnding,
    pid: () => child?.pid,
    async terminate(graceSeconds) {
      isEnding = true;
      const deadline = Date.now() + graceSeconds * 1000;
      const preStopSeconds = container.lifecycle?.preStop?.sleep?.seconds ?? 0;
      await sleep(Math.min(preStopSeconds, graceSeconds) * 1000);
      const running = child;
      if (running) {
        const exited = new Promise<void>((resolve) => void running.once('exit', () => resolve()));
        running.kill('SIGTERM');
        const killer = setTimeout(
          () => running.kill('SIGKILL'),
          Math.max(0, deadline - Date.now()),
        );
        await exited;
        clearTimeout(killer);
      }
      ended.abort();
      await reports;
      removePodNetwork(network);
      await api
        .call('DELETE', podPath(pod), {
          apiVersion: 'v1',
          kind: 'DeleteOptions',
          gracePeriodSeconds: 0,
          preconditions: { uid: pod.metadata.uid },
        })
        .catch(ignoreGone);
    },
  };
}

/** A pod may be deleted while it is reported on. */
function sayFailure(error: unknown): void {
  if (error instanceof ApiError && (error.status === 404 || error.status === 409)) return;
  process.stderr.write(`a report failed: ${String(error)}\n`);
}

/** It may be gone already. */
function ignoreGone(error: unknown): void {
  if (error instanceof ApiError && (error.status === 404 || error.status === 409)) return;
  throw error;
}

const Secret = z.looseObject({ data: z.record(z.string(), z.string()).default({}) });

async function environmentOf(
  api: ApiClient,
  pod: Pod,
  { env }: Container,
): Promise<Record<string, string>> {
  const values: Record<string, string> = { PATH: '/usr/bin:/bin', HOME: '/tmp' };
  for (const { name, value, valueFrom } of env) {
    const secret = valueFrom?.secretKeyRef;
    if (secret) {
      const path = `/api/v1/namespaces/${pod.metadata.namespace}/secrets/${secret.name}`;
      const { data } = await api.get(path, Secret);
      values[name] = Buffer.from(data[secret.key] ?? '', 'base64').toString();
    } else if (value !== undefined) values[name] = value;
  }
  return values;
}

function makeMounts(
  { volumesFolder }: PodRunnerDeps,
  pod: Pod,
  { volumeMounts }: Container,
): Map<string, string> {
  return new Map(
    volumeMounts.map(({ name, mountPath }) => {
      const claim = pod.spec.volumes.find((it) => it.name === name)?.persistentVolumeClaim
        ?.claimName;
      const folder = join(
        volumesFolder,
        claim ?? pod.metadata.uid,
        claim === undefined ? name : '',
      );
      mkdirSync(folder, { recursive: true });
      return [mountPath, folder] as const;
    }),
  );
}

/** Removes what an ended pod wrote into volumes of its own. */
export function removeVolumes(
  { volumesFolder }: Pick<PodRunnerDeps, 'volumesFolder'>,
  pod: Pod,
): void {
  rmSync(join(volumesFolder, pod.metadata.uid), { recursive: true, force: true });
}
