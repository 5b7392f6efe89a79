import { describe, expect, test } from 'vitest';
import { foldName } from './fold.ts';
import { cleanName, isPlaceholderName } from './person-names.ts';

describe('a name', () => {
  test.each([
    ['George Orwell', 'George Orwell'],
    ['Orwell, George, 1903-1950.', 'Orwell, George'],
    ['Young, b. 1872', 'Young'],
    ['Aquinas, 1225?-1274', 'Aquinas'],
    ['Ticonius, 4th cent.', 'Ticonius'],
    ['George 1872- Young', 'George Young'],
    ['Thomas 1774-1843 Branagan', 'Thomas Branagan'],
    ['Australian Copyright Council.', 'Australian Copyright Council'],
    ['Jicha, Arthur, Jr.', 'Jicha, Arthur, Jr.'],
    ['Ward, Charles R.', 'Ward, Charles R.'],
    ['Nagy, Ferenc Dr.', 'Nagy, Ferenc Dr.'],
    [
      'Southeast Asian Fisheries Development Center. Aquaculture Dept.',
      'Southeast Asian Fisheries Development Center. Aquaculture Dept.',
    ],
    ['2022 unique planner', '2022 unique planner'],
    ['Symposium (6th 1988 Nagoya-shi, Japan)', 'Symposium (6th 1988 Nagoya-shi, Japan)'],
    ['N&ouml', 'Nö'],
    [' , ', ''],
  ])('%s is kept as %s', (written, kept) => {
    expect(cleanName(written, () => {})).toBe(kept);
  });

  test('is the same to a comparison in either order', () => {
    expect(foldName('Orwell, George')).toBe(foldName('George Orwell'));
    expect(foldName('Böll, Heinrich')).toBe(foldName('HEINRICH BOLL'));
    expect(foldName('George Orwell')).not.toBe(foldName('George Orwin'));
  });

  test.each(['Various', 'ANONYMOUS', 'Unknown.', 'N/A', ''])('%s stands for nobody', (name) => {
    expect(isPlaceholderName(foldName(name))).toBe(true);
  });
});
