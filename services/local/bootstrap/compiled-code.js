import { join } from 'node:path';
import { ROOT } from './install.js';

/**
 * Settings by which Node keeps what it made of the code, for the next start of any process or thread: a third less to do,
 * and threads take no types out of TypeScript any more. Node does that with WebAssembly, whose code is common to all threads
 * of a process, and freeing it when a thread ends was seen to end the process (`Check failed: jit_page.has_value()`, or
 * SIGSEGV) in two of ten runs of the tests that start a search thread each. Among what is installed, since nobody else may
 * write there.
 */
export const COMPILED_CODE = {
  NODE_COMPILE_CACHE: join(ROOT, 'node_modules/.cache/compiled-code'),
};
