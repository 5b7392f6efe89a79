import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { REQUESTS_PER_SECOND as METRIC } from '../../src/custom-metrics.ts';
import { SERVICES } from '../../src/services.ts';
import { ensure, type Check } from '../check.ts';
import { startAttack, type Attack } from '../traffic/attack.ts';
import { waitFor } from '../wait-for.ts';
import {
  autoscalerState,
  describeAutoscaler,
  waitForAutoscaler,
  type AutoscalerState,
} from './autoscaler-state.ts';
import { inProduct } from './in-product.ts';
import type { Stage } from './start-tier-2.ts';

const SERVICE = 'recommendation-api';
const RATE = 130;
/** Without the outage pods would go within the window of the rate and of the autoscaler: a minute and 15 s. */
const OUTAGE_SECONDS = 100;

const scaling = SERVICES.find(({ name }) => name === SERVICE)?.scaling;
const perPod = scaling?.by === 'requests' ? scaling.requestsPerSecondPerPod : Number.NaN;
const EXPECTED_PODS = Math.ceil(RATE / perPod);

/** Begun by the first of these checks, ended by the second. */
let load: Attack | undefined;

/** Pods that the request rate alone asks for, as the autoscaler counts. */
function podsByRate({ status }: AutoscalerState): number {
  for (const metric of status.currentMetrics ?? [])
    if (metric.pods?.metric.name === METRIC)
      return Math.ceil((metric.pods.current.averageValue * status.currentReplicas) / perPod);
  return 0;
}

export const scaleOut: Check<Stage> = {
  proves: `at ${RATE} requests/s the autoscaler of ${SERVICE} asks for ${EXPECTED_PODS} pods by ${METRIC} alone (${perPod} a pod), and they become ready`,
  run: async (stage) => {
    const { programs, url, folder } = stage;
    const before = await waitForAutoscaler(stage, SERVICE, {
      holds: ({ status, spec }) => status.desiredReplicas === spec.minReplicas,
      seconds: 180,
      what: 'the least number of pods before',
    });
    load = startAttack({
      program: programs.vegeta,
      targets: [`GET ${url}/books/gb:2/similar`, `GET ${url}/books/gb:5/similar`],
      requestsPerSecond: RATE,
      resultFile: join(folder, 'scale.bin'),
    });
    const begun = Date.now();
    const scaled = await waitForAutoscaler(stage, SERVICE, {
      holds: (state) =>
        podsByRate(state) >= EXPECTED_PODS && state.status.desiredReplicas >= EXPECTED_PODS,
      seconds: 180,
      what: `${EXPECTED_PODS} pods by the rate`,
    });
    const seconds = Math.round((Date.now() - begun) / 1000);
    await waitFor(async () => ((await readyPods(stage)) >= EXPECTED_PODS ? true : undefined), {
      seconds: 180,
      what: `${EXPECTED_PODS} ready pods`,
    });
    return `${before.status.desiredReplicas} to ${scaled.status.desiredReplicas} pods after ${seconds} s; then ${describeAutoscaler(scaled)}`;
  },
};

export const outageKeepsPods: Check<Stage> = {
  proves:
    'while Prometheus is gone no pod is taken away, though the load has ended; it has lost no request',
  run: async (stage) => {
    const { metrics } = stage;
    const before = (await autoscalerState(stage, SERVICE)).status.desiredReplicas;
    ensure(
      before >= EXPECTED_PODS,
      `only ${before} pods are wanted, so nothing could be taken away`,
    );
    await metrics.killPrometheus();
    try {
      const noticed = await waitForAutoscaler(stage, SERVICE, {
        holds: ({ status }) =>
          status.conditions.some(
            (it) => it.reason === 'FailedGetPodsMetric' && it.status === 'False',
          ),
        seconds: 90,
        what: 'an autoscaler that misses the rate',
      });
      const report = await load?.finish();
      ensure(report?.lost === 0, `${report?.lost} of ${report?.requests} requests were lost`);
      const until = Date.now() + OUTAGE_SECONDS * 1000;
      while (Date.now() < until) {
        const state = await autoscalerState(stage, SERVICE);
        const { currentReplicas, desiredReplicas } = state.status;
        ensure(Math.min(currentReplicas, desiredReplicas) >= before, describeAutoscaler(state));
        await sleep(2000);
      }
      return `${before} pods stayed for ${OUTAGE_SECONDS} s without load; the autoscaler said: ${describeAutoscaler(noticed)}; 0 of ${report.requests} requests lost`;
    } finally {
      metrics.startPrometheus();
    }
  },
};

export const scaleBack: Check<Stage> = {
  proves: 'once the load has ended and Prometheus is back, the pods go back to the least',
  run: async (stage) => {
    const begun = Date.now();
    const { spec } = await waitForAutoscaler(stage, SERVICE, {
      holds: ({ status, spec: { minReplicas } }) => status.currentReplicas === minReplicas,
      seconds: 240,
      what: 'the least number of pods',
    });
    return `${spec.minReplicas} pods after ${Math.round((Date.now() - begun) / 1000)} s (windows of minutes made seconds)`;
  },
};

async function readyPods(stage: Stage): Promise<number> {
  const path = 'jsonpath={.status.readyReplicas}';
  return Number(await inProduct(stage, 'get', 'deployment', SERVICE, '--output', path));
}
