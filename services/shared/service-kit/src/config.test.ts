import { expect, test } from 'vitest';
import { z } from 'zod';
import { ConfigError, envFlag, envInteger, envPort, parseConfig } from './config.ts';

const Settings = z.object({
  PORT: envPort(8080),
  TTL_SECONDS: envInteger(1, 100).default(60),
  DEBUG: envFlag(false),
});

test('takes defaults for what is absent or empty', () => {
  expect(parseConfig(Settings, { PORT: '' })).toEqual({
    PORT: 8080,
    TTL_SECONDS: 60,
    DEBUG: false,
  });
});

test('reads numbers and switches', () => {
  const given = { PORT: '9000', TTL_SECONDS: '7', DEBUG: 'true', OTHER: 'ignored' };
  expect(parseConfig(Settings, given)).toEqual({ PORT: 9000, TTL_SECONDS: 7, DEBUG: true });
});

test('names every wrong setting at once', () => {
  const parse = () => parseConfig(Settings, { PORT: 'eighty', TTL_SECONDS: '0', DEBUG: 'perhaps' });
  expect(parse).toThrow(ConfigError);
  expect(parse).toThrow(/PORT[^]*TTL_SECONDS[^]*DEBUG|TTL_SECONDS[^]*PORT[^]*DEBUG|DEBUG/);
  for (const name of ['PORT', 'TTL_SECONDS', 'DEBUG']) expect(parse).toThrow(name);
});
