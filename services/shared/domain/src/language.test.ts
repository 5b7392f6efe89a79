import { describe, expect, test } from 'vitest';
import { parseLanguage } from './language.ts';

describe('a language code', () => {
  test.each([
    ['eng', 'en'],
    ['en', 'en'],
    ['en-US', 'en'],
    ['en-GB', 'en'],
    ['en-CA', 'en'],
    ['pt_BR', 'pt'],
    ['ENG', 'en'],
    [' spa ', 'es'],
    ['nl', 'nl'],
    ['nor', 'no'],
    ['jpn', 'ja'],
    ['vie', 'vi'],
  ])('%s is kept as %s', (written, code) => {
    expect(parseLanguage(written)).toBe(code);
  });

  test.each([
    ['fre', 'fra', 'fr'],
    ['ger', 'deu', 'de'],
    ['per', 'fas', 'fa'],
    ['rum', 'ron', 'ro'],
    ['chi', 'zho', 'zh'],
    ['dut', 'nld', 'nl'],
    ['gre', 'ell', 'el'],
    ['cze', 'ces', 'cs'],
    ['wel', 'cym', 'cy'],
    ['ice', 'isl', 'is'],
    ['arm', 'hye', 'hy'],
    ['geo', 'kat', 'ka'],
    ['bur', 'mya', 'my'],
    ['tib', 'bod', 'bo'],
    ['baq', 'eus', 'eu'],
    ['alb', 'sqi', 'sq'],
    ['mac', 'mkd', 'mk'],
    ['mao', 'mri', 'mi'],
    ['may', 'msa', 'ms'],
    ['slo', 'slk', 'sk'],
  ])('is read in both kinds of ISO 639-2: %s and %s', (bibliographic, terminological, code) => {
    expect(parseLanguage(bibliographic)).toBe(code);
    expect(parseLanguage(terminological)).toBe(code);
  });

  test.each(['fil', 'grc', 'enm'])('keeps three letters where there are no two: %s', (code) => {
    expect(parseLanguage(code)).toBe(code);
  });

  test.each(['', 'mul', 'und', 'zxx', 'xx', 'english', '--'])('is not made up for %j', (text) => {
    expect(parseLanguage(text)).toBeUndefined();
  });
});

test('every two-letter code leads to itself', () => {
  const codes = [
    'ar',
    'da',
    'de',
    'en',
    'es',
    'fa',
    'fr',
    'id',
    'it',
    'ja',
    'pl',
    'pt',
    'ro',
    'ru',
  ];
  expect(codes.map(parseLanguage)).toEqual(codes);
});
