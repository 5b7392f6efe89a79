import { readFileSync } from 'node:fs';
import { z } from 'zod';

const Money = z.number().nonnegative();
const ByType = z.record(z.string(), Money);

/** What AWS asks, in USD; each price's unit is in its name. */
export const Prices = z.strictObject({
  as_of: z.iso.date(),
  region: z.string(),
  currency: z.literal('USD'),
  source: z.string(),
  hours_a_month: z.number().positive(),
  eks: z.strictObject({ cluster_hour: Money }),
  ec2_hour: ByType,
  ebs: z.strictObject({ gp3_gib_month: Money }),
  nat: z.strictObject({ gateway_hour: Money, gib: Money }),
  public_ipv4_hour: Money,
  interface_endpoint: z.strictObject({ zone_hour: Money, gib: Money }),
  load_balancer: z.strictObject({ hour: Money, capacity_unit_hour: Money }),
  valkey_node_hour: ByType,
  valkey_snapshot_gib_month: Money,
  dynamodb: z.strictObject({
    million_read_units: Money,
    million_write_units: Money,
    gib_month: Money,
    recovery_gib_month: Money,
  }),
  s3: z.strictObject({ gib_month: Money, thousand_puts: Money, thousand_gets: Money }),
  ecr_gib_month: Money,
  kms: z.strictObject({ key_month: Money, ten_thousand_requests: Money }),
  secret_month: Money,
  logs: z.strictObject({ ingested_gib: Money, kept_gib_month: Money }),
  waf: z.strictObject({ acl_month: Money, rule_month: Money, million_requests: Money }),
  opensearch_hour: ByType,
  opensearch_gib_month: Money,
  transfer: z.strictObject({ internet_gib: Money, zone_gib: Money }),
});
export type Prices = z.infer<typeof Prices>;

/** The price table beside this file. */
export const PRICES: Prices = Prices.parse(
  JSON.parse(readFileSync(new URL('prices.json', import.meta.url), 'utf8')),
);

/** @throws Error that says where to add the price when there is none */
export function priceOf(table: Readonly<Record<string, number>>, type: string): number {
  const price = table[type];
  if (price === undefined)
    throw new Error(`there is no price of ${type}: add it to infra/src/cost/prices.json`);
  return price;
}
