import { readFile } from 'node:fs/promises';
import { BookdetailConfig } from '@books/bookdetail-api/config';
import { RatingsConfig } from '@books/ratings-api/config';
import { RecommendationConfig } from '@books/recommendation-api/config';
import { SearchConfig } from '@books/search-api/config';
import { AccessSettings } from '@books/service-kit/auth/access-settings';
import { ReaderKeySettings } from '@books/service-kit/auth/reader-key';
import { parseConfig } from '@books/service-kit/config';
import { processSettings } from '@books/wiring/settings';
import { WorkerConfig } from '@books/worker/config';
import { expect, test } from 'vitest';
import { LocalConfig } from './config.ts';

const readme = await readFile(new URL('../../../README.md', import.meta.url), 'utf8');

/** The settings that the first column of a section's table names. */
function describedUnder(heading: string): string[] {
  const section = readme.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const firstCells = [...section.matchAll(/^\| (`[^|]*)\|/gm)].map(([, cell = '']) => cell);
  return firstCells.flatMap((cell) =>
    [...cell.matchAll(/`([A-Z0-9_]+)`/g)].map(([, name = '']) => name),
  );
}

const ofAccess = new Set([
  ...Object.keys(AccessSettings.shape),
  ...Object.keys(ReaderKeySettings.shape),
]);

test('is described in the README, setting by setting', () => {
  const described = describedUnder('Settings of `npm start`');
  const settings = Object.keys(LocalConfig.shape).filter((name) => !ofAccess.has(name));
  expect(new Set(described)).toEqual(new Set(settings));
});

test('has the settings of access in a table of their own', () => {
  expect(new Set(describedUnder('Who may call'))).toEqual(ofAccess);
});

test('needs no setting at all', () => {
  expect(parseConfig(LocalConfig, {})).toMatchObject({
    PORT: 8080,
    OPS_PORT: 9100,
    DATA_DIR: '.data',
  });
});

test('has the settings of the separate processes beside it', () => {
  const everyProcess = new Set(Object.keys(processSettings('worker').shape));
  const settings = [
    SearchConfig,
    BookdetailConfig,
    RatingsConfig,
    RecommendationConfig,
    WorkerConfig,
  ]
    .flatMap((config) => Object.keys(config.shape))
    .filter((name) => !everyProcess.has(name) && !ofAccess.has(name));
  expect(new Set(describedUnder('Settings of the separate processes'))).toEqual(new Set(settings));
});
