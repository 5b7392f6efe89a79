import { line, type CostLine, type EstimateOptions } from './cost-line.ts';
import { Endpoint, FREE, PRICED } from './resource-prices.ts';

/** Images, updates and calls to AWS that pass the NAT gateways or interface endpoints. */
const QUIET_OUTGOING_GIB = 20;
/** The smallest that a load balancer is billed by: new connections, open ones, bytes and rules together. */
const REQUESTS_PER_CAPACITY_UNIT_HOUR = 90_000;

/**
 * What a month costs, line by line.
 *
 * @throws Error when the templates have a kind of thing that is neither priced here nor known to be free
 */
export function estimate(options: EstimateOptions): CostLine[] {
  const lines = options.resources.flatMap((resource) => {
    if (FREE.has(resource.type)) return [];
    const price = PRICED[resource.type];
    if (price === undefined)
      throw new Error(
        `${resource.type} (${resource.logicalId}) has no price and is not known to be free`,
      );
    return price(resource.properties, options);
  });
  return merge([...lines, ...loadBalancerLines(options), ...useLines(options)]);
}

function loadBalancerLines({ prices, use, loadBalancer }: EstimateOptions): CostLine[] {
  const units = Math.max(
    use.requests / REQUESTS_PER_CAPACITY_UNIT_HOUR,
    // Rules and health checks are always there.
    0.1 * prices.hours_a_month,
  );
  return [
    line('Load balancer', 'hours', prices.load_balancer.hour * prices.hours_a_month),
    line('Load balancer', 'capacity units', units * prices.load_balancer.capacity_unit_hour),
    ...(loadBalancer.isPublic
      ? [
          line(
            'Load balancer',
            `${loadBalancer.zones} public addresses`,
            loadBalancer.zones * prices.public_ipv4_hour * prices.hours_a_month,
          ),
        ]
      : []),
  ];
}

function useLines({ prices, use, loadBalancer, resources }: EstimateOptions): CostLine[] {
  const { dynamodb, transfer, nat, interface_endpoint: endpoint, logs } = prices;
  const hasEndpoints = resources.some(
    ({ type, properties }) =>
      type === 'AWS::EC2::VPCEndpoint' &&
      Endpoint.parse(properties).VpcEndpointType === 'Interface',
  );
  return [
    line('DynamoDB', 'reads', (use.readUnits / 1e6) * dynamodb.million_read_units),
    line('DynamoDB', 'writes', (use.writeUnits / 1e6) * dynamodb.million_write_units),
    line('Logs', 'of requests', use.loggedGib * (logs.ingested_gib + logs.kept_gib_month)),
    line('Transfer', 'between zones', use.answeredGib * 2 * transfer.zone_gib),
    line(
      'Network',
      'images, updates and calls to AWS',
      QUIET_OUTGOING_GIB * (hasEndpoints ? endpoint.gib : nat.gib),
    ),
    ...(loadBalancer.isPublic
      ? [line('Transfer', 'answers to the internet', use.answeredGib * transfer.internet_gib)]
      : []),
  ];
}

/** Lines of the same component and item as one, dearest component first. */
function merge(lines: readonly CostLine[]): CostLine[] {
  const groups = Map.groupBy(lines, ({ component, item }) => `${component}/${item}`);
  const merged = [...groups.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const item = same.length === 1 ? first.item : `${first.item} (${same.length})`;
    return [{ ...first, item, usdAMonth: totalOf(same) }];
  });
  const totals = totalsByComponent(merged);
  return merged.sort(
    (one, other) =>
      (totals.get(other.component) ?? 0) - (totals.get(one.component) ?? 0) ||
      one.component.localeCompare(other.component) ||
      other.usdAMonth - one.usdAMonth,
  );
}

/** What each component costs a month, in USD. */
export function totalsByComponent(lines: readonly CostLine[]): Map<string, number> {
  const totals = new Map<string, number>();
  for (const { component, usdAMonth } of lines)
    totals.set(component, (totals.get(component) ?? 0) + usdAMonth);
  return totals;
}

/** In USD. */
export const totalOf = (lines: readonly CostLine[]) =>
  lines.reduce((sum, { usdAMonth }) => sum + usdAMonth, 0);
