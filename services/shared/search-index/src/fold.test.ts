import { describe, expect, test } from 'vitest';
import { foldedKey, foldedWords, foldText } from './fold.ts';

describe('folding', () => {
  test.each([
    ["Don't Be Evil", 'dont be evil'],
    ['Baltasar Gracián', 'baltasar gracian'],
    ['HEROES’ Feast', 'heroes feast'],
    ['Smørrebrød & Straße', 'smorrebrod strasse'],
    ['ＦＵＬＬ　ｗｉｄｔｈ', 'full width'],
    ['S.', 's'],
  ])('reads %s as %s', (text, key) => {
    expect(foldedKey(text)).toBe(key);
  });

  test('finds no word in signs and emoji', () => {
    expect(foldedWords('🐉 — !?')).toEqual([]);
  });

  test('keeps what separates words when only the text is folded', () => {
    expect(foldText('Été, 1936')).toBe('ete, 1936');
  });
});
