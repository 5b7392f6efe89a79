import { describe, expect, test } from 'vitest';
import { areDifferentVolumes, identityKey, isMergeableTitle } from './same-work.ts';

describe('the same work', () => {
  const key = (title: string, author: string) => identityKey({ title, author, series: null });

  test.each([
    ['The Goop Directory', 'Burgess, Gelett', 'the goop directory!', 'Gelett Burgess'],
    ['Moby Dick; Or, The Whale', 'Herman Melville', 'Moby-Dick; or, The Whale', 'Herman Melville'],
    ['Thaïs', 'France, Anatole', 'Thais', 'Anatole France'],
    ['Pride & Prejudice', 'Jane Austen', 'Pride and Prejudice', 'Jane Austen'],
    ['癡人說夢記', 'Lü, Sheng', '癡人說夢記', 'Lü Sheng'],
  ])('is %s by %s and %s by %s', (title, author, otherTitle, otherAuthor) => {
    expect(key(title, author)).toBe(key(otherTitle, otherAuthor));
  });

  test.each([
    ['Emma', 'Jane Austen', 'Emma', 'Alexander McCall Smith'],
    ['King Henry IV, Part 1', 'Shakespeare', 'King Henry IV, Part 2', 'Shakespeare'],
    ['Emma', 'Jane Austen', 'Emma: a study', 'Jane Austen'],
  ])('is not %s by %s and %s by %s', (title, author, otherTitle, otherAuthor) => {
    expect(key(title, author)).not.toBe(key(otherTitle, otherAuthor));
  });

  test.each([
    ['selected poems', false],
    ['annual report', false],
    ['death of ivan ilych and other stories', false],
    ['it', false],
    ['ivan and other people', true],
    ['emma', true],
  ])('may be told by the title "%s": %s', (folded, isTold) => {
    expect(isMergeableTitle(folded)).toBe(isTold);
  });

  test('is not two volumes of a series, but may be one whose volume is not told', () => {
    expect(areDifferentVolumes({ name: 'a', volume: 1 }, { name: 'b', volume: 2 })).toBe(true);
    expect(areDifferentVolumes({ name: 'a', volume: 1 }, { name: 'a', volume: 1 })).toBe(false);
    expect(areDifferentVolumes({ name: 'a', volume: 1 }, { name: 'a' })).toBe(false);
    expect(areDifferentVolumes(null, { name: 'a', volume: 1 })).toBe(false);
  });
});
