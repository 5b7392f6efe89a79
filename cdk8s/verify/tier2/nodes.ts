import { NODE_ADDRESSES } from '../network.ts';

/** The nodes of the proof, one in each zone. */
export const NODES = [
  { name: 'node-a', zone: 'zone-a', address: NODE_ADDRESSES[0] },
  { name: 'node-b', zone: 'zone-b', address: NODE_ADDRESSES[1] },
  { name: 'node-c', zone: 'zone-c', address: NODE_ADDRESSES[2] },
] as const;

/** Where the stores are, so it is never drained: a store in a cluster of one machine has one pod. */
export const STORES_NODE = NODES[0].name;
