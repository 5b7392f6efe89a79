const FIRST = 2;
const PER_BLOCK = 250;

/** Hands out addresses of the pods' network, each once. */
export function createPodAddresses(): () => string {
  let taken = 0;
  return () => {
    const block = 1 + Math.floor(taken / PER_BLOCK);
    const host = FIRST + (taken % PER_BLOCK);
    taken += 1;
    return `10.244.${block}.${host}`;
  };
}
