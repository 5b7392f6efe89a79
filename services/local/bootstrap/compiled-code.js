import { join } from 'node:path';
import { ROOT } from './install.js';

/**
 * Settings by which Node keeps what it made of the code, for the next start of any process or thread. Among what is installed,
 * since nobody else may write there.
 *
 * Threads need it for more than their speed: Node takes types out of TypeScript with WebAssembly, and V8 may end the process when
 * a thread that did so ends (nodejs/node#64500: SIGSEGV, or `Check failed: jit_page.has_value()`). Only the first that needs a
 * file does so now.
 */
export const COMPILED_CODE = {
  NODE_COMPILE_CACHE: join(ROOT, 'node_modules/.cache/compiled-code'),
};
