import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { EXAMPLE_INPUTS } from './deploy-inputs.ts';
import { ENVIRONMENTS } from './environments.ts';
import { processSettings } from './process-settings.ts';
import { SERVICES } from './services.ts';

const PRINT_LIMIT = `console.log(require('node:v8').getHeapStatistics().heap_size_limit)`;
const BYTES_PER_MIB = 1024 * 1024;

test.each(SERVICES)(
  'the heap of $name, the young generation with it, leaves a third of the container to all else',
  (service) => {
    const { NODE_OPTIONS } = processSettings(service, ENVIRONMENTS.prod, EXAMPLE_INPUTS);
    if (typeof NODE_OPTIONS !== 'string') throw new Error('options of Node are a plain text');
    const printed = execFileSync(process.execPath, ['--eval', PRINT_LIMIT], {
      env: { NODE_OPTIONS },
      encoding: 'utf8',
    });
    const limitMiB = Number(printed) / BYTES_PER_MIB;
    expect(limitMiB).toBeGreaterThan(service.resources.memoryMiB / 2);
    expect(limitMiB).toBeLessThan((service.resources.memoryMiB * 2) / 3);
  },
);
