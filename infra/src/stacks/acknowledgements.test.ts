import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { expect, test } from 'vitest';
import { buildApp } from '../build-app.ts';
import { cloudEnvironments } from '../cloud-environment.ts';

const app = buildApp(cloudEnvironments(), mkdtempSync(join(tmpdir(), 'books-nag-')), {
  hasChecks: false,
});

/** Our acknowledgements: where each was made, of what, and why. CDK has some of its own for itself. */
const acknowledged = app.node.findAll().flatMap((construct) =>
  construct.node.metadata
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.entries(data as Record<string, string>))
    .map(([id, reason]) => ({
      path: construct.node.path,
      id: id.replace(/^annotation::/i, ''),
      reason,
    }))
    .filter(({ id }) => id.startsWith('AwsSolutions-')),
);

/** What cdk-nag finds when it is told of no acknowledgement. */
function rawFindings() {
  const checks = new AwsSolutionsChecks();
  Object.defineProperty(checks, 'isAcknowledged', { value: () => false });
  return checks
    .validateScope(app)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath = '' }) => ({ ruleName, constructPath })),
    );
}

test('cdk-nag finds nothing that is not acknowledged', () => {
  const { violations } = new AwsSolutionsChecks().validateScope(app);
  expect(violations).toEqual([]);
});

test('every acknowledgement says why, in a sentence', () => {
  expect(acknowledged.length).toBeGreaterThan(0);
  for (const { reason } of acknowledged) expect(reason).toMatch(/^[A-Z](\S+ ){5,}\S+[.]$/);
});

test('every acknowledgement is still needed', () => {
  const findings = rawFindings();
  const unneeded = acknowledged.filter(
    ({ id, path }) =>
      !findings.some(
        ({ ruleName, constructPath }) => ruleName === id && constructPath.startsWith(path),
      ),
  );
  expect(unneeded).toEqual([]);
});
