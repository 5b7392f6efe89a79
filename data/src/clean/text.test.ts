import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanLine, cleanParagraphs, type TextFinding } from './text.ts';

function cleaned(text: string): { text: string; findings: TextFinding[] } {
  const findings: TextFinding[] = [];
  return { text: cleanLine(text, (finding) => findings.push(finding)), findings };
}

describe('a line', () => {
  test.each([
    ['a plain one', 'Dune', 'Dune', []],
    ['blanks', '  The \t Waves\n', 'The Waves', []],
    ['an entity', 'Caf&eacute; &amp; Bar', 'Café & Bar', ['html entity']],
    ['an entity encoded twice', 'Caf&amp;eacute;', 'Café', ['html entity']],
    ['a numeric entity', '&#8220;Emma&#x201D;', '“Emma”', ['html entity']],
    ['an entity cut in half, from the authors of 2022', 'N&ouml', 'Nö', ['html entity']],
    ['an ampersand that is one', 'Dombey & Son, AT&T', 'Dombey & Son, AT&T', []],
    ['tags', 'The <i>Iliad</i> of<br/>Homer', 'The Iliad of Homer', ['html tag']],
    ['a sign that is no tag', 'a < b > c and <unknown>', 'a < b > c and <unknown>', []],
    ['a decomposed letter', 'Cafe\u0301', 'Café', ['not in unicode nfc']],
    ['half marks', 'Filosofii\ufe20a\ufe21', 'Filosofiia', ['half mark']],
    ['a subfield mark', 'Emma : $b a novel', 'Emma : a novel', ['marc subfield mark']],
    ['a delimiter', 'Emma\u001fb a novel', 'Emma a novel', ['marc subfield mark']],
    ['a price', 'Live on $5 a day', 'Live on $5 a day', []],
    ['invisible characters', '\ufeffEm\u200bma\u0007', 'Emma', []],
    ['half a surrogate pair', 'Emma \ud83d', 'Emma', []],
  ])('with %s', (_what, written, kept, findings) => {
    expect(cleaned(written)).toEqual({ text: kept, findings });
  });

  test('is the same when it is cleaned again, whatever it held', () => {
    const messy = fc.string({
      unit: fc.constantFrom('a', ' ', '<i>', 'é', 'e\u0301', '\n', '\ufe20', '$b', '\u0000', 'ß'),
    });
    fc.assert(
      fc.property(messy, (text) => {
        const once = cleanLine(text);
        expect(cleanLine(once)).toBe(once);
      }),
    );
  });
});

test('paragraphs keep their lines', () => {
  expect(cleanParagraphs('<p>One.</p><p>Two<br>three.</p>\r\n\r\n\r\n\r\nFour.')).toBe(
    'One.\n\nTwo\nthree.\n\nFour.',
  );
});
