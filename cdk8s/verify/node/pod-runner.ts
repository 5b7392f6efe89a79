import { createWriteStream, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { ApiError, type ApiClient } from '../control-plane/api-client.ts';
import { addPodNetwork, removePodNetwork } from '../network.ts';
import { askProbe } from './ask-probe.ts';
import { startContainer, type RunningContainer } from './container.ts';
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
  /** The program in its container; `undefined` while there is none. */
  pid(): number | undefined;
  /** Ends the pod in order, as a kubelet does once it is marked for deletion. */
  terminate(graceSeconds: number): Promise<void>;
};

/** A kubelet begins with 10 s and ends at 5 minutes. */
const FIRST_RESTART_MS = 4000;
const LONGEST_RESTART_MS = 40_000;
const restartDelayMs = (restartCount: number) =>
  Math.min(FIRST_RESTART_MS * 2 ** restartCount, LONGEST_RESTART_MS);

/** Runs one pod on this machine, from its network to its end, with the real probes and the real timing. */
export function runPod(deps: PodRunnerDeps, pod: Pod): PodRunner {
  const { api, address, hostAddress, network } = deps;
  const [spec] = pod.spec.containers;
  let running: RunningContainer | undefined;
  let state: ContainerState = { kind: 'running', startedAt: new Date() };
  let phase: 'Running' | 'Succeeded' | 'Failed' = 'Running';
  let restartCount = 0;
  let isStarted = false;
  let isReady = false;
  let isEnding = false;
  let reports = Promise.resolve();

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
      image: programOf(spec.image),
      args: spec.args,
      environment: await environmentOf(api, pod, spec),
      mounts: makeMounts(deps, pod, spec),
      hostsFile: deps.hostsFile,
    });
    const log = createWriteStream(join(deps.logsFolder, `${pod.metadata.name}.log`), {
      flags: 'a',
    });
    const container = startContainer(command, log);
    running = container;
    state = { kind: 'running', startedAt: new Date() };
    void container.exited.then(onExit).catch(sayFailure);
    void probeAll(container);
    await report();
  };

  const onExit = async (exitCode: number): Promise<void> => {
    running = undefined;
    isReady = false;
    isStarted = false;
    state = { kind: 'terminated', exitCode, startedAt: state.startedAt };
    const isOver =
      pod.spec.restartPolicy === 'Never' ||
      (pod.spec.restartPolicy === 'OnFailure' && exitCode === 0);
    if (isOver) phase = exitCode === 0 ? 'Succeeded' : 'Failed';
    await report();
    if (isOver || isEnding) return;
    await sleep(restartDelayMs(restartCount));
    restartCount += 1;
    if (!isEnding) await start();
  };

  /** Asks until the container is gone, and says so whenever the answer has changed often enough. */
  const follow = async (
    container: RunningContainer,
    probe: Probe,
    onChange: (isFine: boolean) => void,
  ): Promise<void> => {
    let failures = 0;
    for (;;) {
      const isFine = await askProbe(probe, spec, address);
      if (running !== container) return;
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
  const probeAll = async (container: RunningContainer): Promise<void> => {
    const { startupProbe, readinessProbe, livenessProbe } = spec;
    if (startupProbe) {
      while (!(await askProbe(startupProbe, spec, address))) {
        if (running !== container) return;
        await sleep(startupProbe.periodSeconds * 1000);
      }
    }
    if (running !== container) return;
    isStarted = true;
    if (livenessProbe)
      void follow(container, livenessProbe, (isFine) => {
        if (!isFine && !isEnding) void container.kill('SIGKILL');
      });
    if (readinessProbe) await follow(container, readinessProbe, setReady);
    else setReady(true);
  };

  addPodNetwork(network, address).then(start).catch(sayFailure);

  return {
    pod,
    address,
    isEnding: () => isEnding,
    pid: () => running?.pid(),
    async terminate(graceSeconds) {
      isEnding = true;
      const deadline = Date.now() + graceSeconds * 1000;
      const preStopSeconds = spec.lifecycle?.preStop?.sleep?.seconds ?? 0;
      await sleep(Math.min(preStopSeconds, graceSeconds) * 1000);
      const container = running;
      if (container) {
        await container.kill('SIGTERM');
        const killer = setTimeout(
          () => void container.kill('SIGKILL'),
          Math.max(0, deadline - Date.now()),
        );
        await container.exited;
        clearTimeout(killer);
      }
      await reports;
      await removePodNetwork(network).catch(sayFailure);
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

/** A pod may be deleted while it is started or reported on. */
function sayFailure(error: unknown): void {
  if (error instanceof ApiError && (error.status === 404 || error.status === 409)) return;
  process.stderr.write(`a pod failed: ${String(error)}\n`);
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
