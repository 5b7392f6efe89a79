import type { TemplateResource } from '../templates/read-templates.ts';
import type { MonthlyUse } from './load.ts';
import type { Prices } from './prices.ts';

/** One thing that is paid for. */
export type CostLine = {
  readonly component: string;
  /** What it is and how many. */
  readonly item: string;
  readonly usdAMonth: number;
};

/** What the templates do not have: load balancers are made from Ingresses. */
export type LoadBalancerFacts = {
  readonly isPublic: boolean;
  readonly zones: number;
};

export type EstimateOptions = {
  /** Of one environment and of what the account has once, references resolved. */
  readonly resources: readonly TemplateResource[];
  readonly use: MonthlyUse;
  readonly prices: Prices;
  readonly loadBalancer: LoadBalancerFacts;
};

export const line = (component: string, item: string, usdAMonth: number): CostLine => ({
  component,
  item,
  usdAMonth,
});
