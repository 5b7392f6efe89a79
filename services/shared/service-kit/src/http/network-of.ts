import { isIPv6 } from 'node:net';

/** As a socket for both kinds tells of an IPv4 address. */
const IPV4_IN_IPV6 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
const GROUPS = 8;
const NETWORK_GROUPS = 4;

/**
 * Whom an address is counted with: an IPv4 address is alone, one of IPv6 is with all of its /64, since no less is given to
 * anybody and each may use any of them.
 *
 * @returns what is no address, as it came
 */
export function networkOf(address: string): string {
  const ipv4 = IPV4_IN_IPV6.exec(address)?.[1];
  if (ipv4 !== undefined) return ipv4;
  const [bare = ''] = address.split('%');
  if (!isIPv6(bare)) return address;
  // Four numbers with dots at the end stand for two groups, which are not of the network.
  const [left = [], right = []] = bare
    .replace(/[\d.]+\.\d+$/, '0:0')
    .split('::')
    .map((part) => part.split(':').filter((group) => group !== ''));
  const leftOut = Array.from({ length: GROUPS - left.length - right.length }, () => '0');
  const network = [...left, ...leftOut, ...right].slice(0, NETWORK_GROUPS);
  return `${network.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}
