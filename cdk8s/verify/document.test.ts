import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DOCUMENT, verificationDocument } from './document.ts';
import { readRecords } from './record.ts';
import { TIER_0_CHECKS } from './tier0/checks.ts';
import { TIER_1_CHECKS } from './tier1/checks.ts';
import { SIZE_CHECKS, TIER_2_CHECKS } from './tier2/checks.ts';

describe('docs/verification.md', () => {
  test('is what the recorded runs say', () => {
    expect(readFileSync(DOCUMENT, 'utf8')).toBe(verificationDocument(readRecords()));
  });

  test('tells of every check there is, and of no other', () => {
    const checks = {
      'tier-0': TIER_0_CHECKS,
      'tier-1': TIER_1_CHECKS,
      'tier-2': TIER_2_CHECKS,
      sizes: SIZE_CHECKS,
    };
    for (const { run, results } of readRecords())
      expect(
        results.map(({ proves }) => proves),
        `record ${run} again: npm run verify:k8s -- --help`,
      ).toEqual(checks[run].map(({ proves }) => proves));
  });
});
