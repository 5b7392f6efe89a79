import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { REQUESTS_PER_SECOND as METRIC } from '../../src/custom-metrics.ts';
import { SERVICES } from '../../src/services.ts';
import { ensure, type Check } from '../check.ts';
import { attack, type AttackReport } from '../traffic/attack.ts';
import { waitFor } from '../wait-for.ts';
import { autoscalerState, describeAutoscaler } from './autoscaler-state.ts';
import type { Stage } from './start-tier-2.ts';

const SERVICE = 'recommendation-api';
const RATE = 130;
const LOAD_SECONDS = 150;
const OUTAGE_SECONDS = 45;

const scaling = SERVICES.find(({ name }) => name === SERVICE)?.scaling;
const perPod = scaling?.by === 'requests' ? scaling.requestsPerSecondPerPod : Number.NaN;
const EXPECTED_PODS = Math.ceil(RATE / perPod);

let load: Promise<AttackReport> | undefined;

export const scaleOut: Check<Stage> = {
  proves: `at ${RATE} requests/s the autoscaler of ${SERVICE} wants ${EXPECTED_PODS} pods (${perPod} each), by ${METRIC}`,
  run: async (stage) => {
    const { programs, url, folder } = stage;
    const before = await waitFor(
      async () => {
        const state = await autoscalerState(stage, SERVICE);
        return state.status.desiredReplicas === state.spec.minReplicas ? state : undefined;
      },
      { seconds: 120, what: 'a quiet autoscaler' },
    );
    load = attack({
      program: programs.vegeta,
      targets: [`GET ${url}/books/gb:2/similar`, `GET ${url}/books/gb:5/similar`],
      requestsPerSecond: RATE,
      seconds: LOAD_SECONDS,
      resultFile: join(folder, 'scale.bin'),
    });
    const begun = Date.now();
    let last = before;
    const scaled = await waitFor(
      async () => {
        last = await autoscalerState(stage, SERVICE);
        return last.status.desiredReplicas >= EXPECTED_PODS ? last : undefined;
      },
      { seconds: 120, what: 'more pods' },
    ).catch((error: unknown) => {
      throw new Error(`no more pods: ${describeAutoscaler(last)}`, { cause: error });
    });
    const seconds = Math.round((Date.now() - begun) / 1000);
    const seesRate = JSON.stringify(scaled.status.currentMetrics).includes(METRIC);
    ensure(seesRate, `it does not see the rate: ${describeAutoscaler(scaled)}`);
    await waitFor(async () => (await readyPods(stage)) >= EXPECTED_PODS || undefined, {
      seconds: 120,
      what: `${EXPECTED_PODS} ready pods`,
    });
    return `${before.status.desiredReplicas} to ${scaled.status.desiredReplicas} pods after ${seconds} s`;
  },
};

export const outageKeepsPods: Check<Stage> = {
  proves: 'while Prometheus is gone no pod is taken away, though the load has ended',
  run: async (stage) => {
    const { metrics } = stage;
    const before = (await autoscalerState(stage, SERVICE)).status.desiredReplicas;
    ensure(
      before >= EXPECTED_PODS,
      `only ${before} pods are wanted, so nothing could be taken away`,
    );
    await metrics.killPrometheus();
    try {
      await load;
      const until = Date.now() + OUTAGE_SECONDS * 1000;
      while (Date.now() < until) {
        const state = await autoscalerState(stage, SERVICE);
        ensure(state.status.desiredReplicas >= EXPECTED_PODS, describeAutoscaler(state));
        await sleep(2000);
      }
    } finally {
      metrics.startPrometheus();
    }
    return `${before} pods stayed for ${OUTAGE_SECONDS} s without load`;
  },
};

export const scaleBack: Check<Stage> = {
  proves: 'once the load has ended and Prometheus is back, the pods go back to the least',
  run: async (stage) => {
    const begun = Date.now();
    let last: Awaited<ReturnType<typeof autoscalerState>> | undefined;
    const { spec } = await waitFor(
      async () => {
        last = await autoscalerState(stage, SERVICE);
        return last.status.currentReplicas === last.spec.minReplicas ? last : undefined;
      },
      { seconds: 240, what: 'the least number of pods' },
    ).catch((error: unknown) => {
      throw new Error(`not back: ${last && describeAutoscaler(last)}`, { cause: error });
    });
    return `${spec.minReplicas} pods after ${Math.round((Date.now() - begun) / 1000)} s (windows of minutes made seconds)`;
  },
};

async function readyPods({ kubectl, namespace }: Stage): Promise<number> {
  const { output } = await kubectl(
    'get',
    'deployment',
    SERVICE,
    '--namespace',
    namespace,
    '--output',
    'jsonpath={.status.readyReplicas}',
  );
  return Number(output);
}
