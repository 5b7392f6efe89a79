import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ALERTS } from './alerts.ts';
import { DASHBOARDS } from './dashboards/all.ts';
import { generatedFiles } from './generated-files.ts';
import { ALERT_STORIES } from './testing/alert-stories.ts';
import { promtoolTests } from './testing/promtool-tests.ts';

const hasPromtool = spawnSync('promtool', ['--version']).status === 0;
const reason = hasPromtool ? '' : ' (promtool of Prometheus is not there)';
const CHART = join(import.meta.dirname, '..');

test.skipIf(!hasPromtool && process.env['CI'] !== 'true')(
  `every alert fires when it has to, and is over when its cause is${reason}`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'books-rules-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'rules.yaml'), generatedFiles().get('rules.yaml') ?? '');
    const tests = promtoolTests('rules.yaml').map((text, index) => {
      writeFileSync(join(folder, `tests-${index}.yaml`), text);
      return `tests-${index}.yaml`;
    });
    const check = spawnSync('promtool', ['check', 'rules', 'rules.yaml'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(check.stdout + check.stderr).toContain('SUCCESS');
    const { status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', ...tests], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(`${stdout}${stderr}`).toContain('SUCCESS');
    expect(status).toBe(0);
  },
);

test('every alert has a story', () => {
  const told = new Set(
    ALERT_STORIES.flatMap(({ alert, fires }) =>
      fires.map(({ api = '', window = '' }) => `${alert} ${api} ${window}`),
    ),
  );
  const untold = ALERTS.map(
    ({ alert, labels }) => `${alert} ${labels.api ?? ''} ${labels.window ?? ''}`,
  ).filter((alert) => !told.has(alert));
  expect(untold).toEqual([]);
});

test('every alert has a page that says what to do', () => {
  const pages = ALERTS.map(({ annotations }) => `docs/runbooks/${annotations.runbook}.md`);
  expect(pages.filter((page) => !existsSync(join(CHART, '../..', page)))).toEqual([]);
});

test('what is in the chart is what the programs write; else run npm run dashboards', () => {
  const old = [...generatedFiles()].filter(
    ([path, text]) => readFileSync(join(CHART, path), 'utf8') !== text,
  );
  expect(old.map(([path]) => path)).toEqual([]);
});

test('no two panels of a dashboard have the same title, and each says what to see in it', () => {
  for (const { panels } of DASHBOARDS) {
    expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length);
    for (const { description } of panels) expect(description).not.toBe('');
  }
});
