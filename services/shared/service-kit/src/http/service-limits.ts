import type { ProcessConfig } from '../config.ts';
import type { ServiceLimits } from './serve-request.ts';

/** The limits that a process's settings ask for. */
export function serviceLimits(
  config: Pick<ProcessConfig, 'REQUEST_TIMEOUT_SECONDS' | 'OVERLOAD_LATENCY_MS'>,
): Pick<ServiceLimits, 'requestTimeoutMs' | 'overloadLatencyMs'> {
  return {
    requestTimeoutMs: config.REQUEST_TIMEOUT_SECONDS * 1000,
    overloadLatencyMs: config.OVERLOAD_LATENCY_MS,
  };
}
