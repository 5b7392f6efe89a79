import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DOCUMENT, verificationDocument } from './document.ts';
import { readRecords } from './record.ts';
import { TIER_0_CHECKS } from './tier0/checks.ts';
import { TIER_1_CHECKS } from './tier1/checks.ts';
import { TIER_2_CHECKS } from './tier2/checks.ts';

describe('docs/verification.md', () => {
  test('is what the recorded runs say', () => {
    expect(readFileSync(DOCUMENT, 'utf8')).toBe(verificationDocument(readRecords()));
  });

  test('tells of every check there is, and of no other', () => {
    const checks = [TIER_0_CHECKS, TIER_1_CHECKS, TIER_2_CHECKS];
    for (const { tier, results } of readRecords())
      expect(
        results.map(({ proves }) => proves),
        `run npm run verify:k8s -- --tier ${tier} again`,
      ).toEqual(checks[tier]?.map(({ proves }) => proves));
  });
});
