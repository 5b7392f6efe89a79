/** The way of requests into the cluster and between its pods, in a process of its own: started by `start-traffic.ts`. */
import { readFileSync } from 'node:fs';
import { createApiClient } from '../control-plane/api-client.ts';
import { followEndpoints } from './endpoints.ts';
import { startLoadBalancer } from './load-balancer.ts';
import { startServiceProxy } from './service-proxy.ts';
import { TrafficOrder } from './traffic-order.ts';

const order = TrafficOrder.parse(JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')));
const { namespace } = order;
const api = createApiClient(order.api);
const endpoints = followEndpoints(api, namespace, new AbortController().signal);
await startServiceProxy(api, namespace, endpoints);
await startLoadBalancer({ ...order.loadBalancer, api, namespace, endpoints });
