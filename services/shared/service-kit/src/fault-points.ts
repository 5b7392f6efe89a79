import { channel } from 'node:diagnostics_channel';

/** Moments between the steps of a change at which a test may let the process die, wait or fail. */
export const FAULT_POINTS = [
  'before-invalidate',
  'before-put',
  'after-put',
  'before-acknowledge',
] as const;
export type FaultPoint = (typeof FAULT_POINTS)[number];

/** Called by code that comes to such a moment. What it throws or waits for, so does the change. */
export type ReachFaultPoint = (point: FaultPoint) => void | Promise<void>;

/** For code that nobody disturbs. */
export const NO_FAULTS: ReachFaultPoint = () => {};

/** The diagnostics channel of {@link publishFaultPoint}; a test preloads a module that subscribes to it. */
export const FAULT_POINT_CHANNEL = 'books:fault-point';
const faultPoints = channel(FAULT_POINT_CHANNEL);

/**
 * For running processes: tells the diagnostics channel of this process, which costs one comparison while nobody listens,
 * as in production nobody does.
 */
export const publishFaultPoint: ReachFaultPoint = (point) => {
  if (faultPoints.hasSubscribers) faultPoints.publish(point);
};
