/** A panel that is empty wherever the product runs without a cluster around it. */
export type PanelWithoutData = {
  readonly dashboard: string;
  readonly panel: string;
  readonly reason: string;
};

const AUTOSCALERS = 'kube-state-metrics tells of autoscalers, and it runs in clusters only';

/** The only panels that `npm run verify:dashboards` lets be empty; it complains when one of them has data. */
export const WITHOUT_DATA: readonly PanelWithoutData[] = [
  { dashboard: 'scaling', panel: 'Pods wanted', reason: AUTOSCALERS },
  { dashboard: 'scaling', panel: 'Pods there', reason: AUTOSCALERS },
];
