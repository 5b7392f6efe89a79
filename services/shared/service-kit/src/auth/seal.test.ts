import { expect, test } from 'vitest';
import { createSeal } from './seal.ts';

const seal = createSeal('a secret of all processes', 'cursor');

test('opens what it has sealed, also in another process', () => {
  const sealed = seal.seal('ann, 2026');
  expect(createSeal('a secret of all processes', 'cursor').open(sealed)).toBe('ann, 2026');
});

test('shows nothing of the text', () => {
  const bytes = Buffer.from(seal.seal('ann, 2026'), 'base64url').toString('latin1');
  expect(bytes).not.toContain('ann');
});

test('opens nothing that was changed, or sealed with another secret or for another purpose', () => {
  const sealed = seal.seal('ann, 2026');
  const changed = `${sealed.slice(0, -2)}${sealed.endsWith('AA') ? 'BB' : 'AA'}`;
  const texts = [
    changed,
    '',
    'abc',
    createSeal('another secret', 'cursor').seal('ann, 2026'),
    createSeal('a secret of all processes', 'other').seal('ann, 2026'),
  ];
  expect(texts.map((text) => seal.open(text))).toEqual(texts.map(() => undefined));
});
