// The TCP proxy as a process of its own, so that it can be killed in the middle of a request.
//
//   node tcp-proxy-process.ts PORT TARGET_PORT
//
// Its parent tells it by messages which fault to show; it tells its parent when it listens.

import { startTcpProxy, TcpFault } from './tcp-proxy.ts';

const [port, targetPort] = process.argv.slice(2).map(Number);
if (port === undefined || targetPort === undefined) throw new Error('which ports?');
const proxy = await startTcpProxy({ port, targetPort });
process.on('message', (message) => proxy.setFault(TcpFault.parse(message)));
process.once('disconnect', () => process.exit(0));
process.send?.('listening');
