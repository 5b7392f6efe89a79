import { ESCAPE, MAX_SYMBOL_BYTES } from './symbol-table.ts';

/** Texts of fewer bytes in all are not worth a table. */
const LEAST_BYTES = 65_536;
/** So many bytes of the texts are looked at. */
const SAMPLE_BYTES = 131_072;
const ROUNDS = 5;
const MAX_SYMBOLS = 255;

type Text = Uint8Array;

/** Codes texts, and tells the symbols it uses as `SymbolTable` reads them. */
export class TextCoder {
  readonly table: Uint8Array;
  // Symbols by their first two bytes, longest first; those of one byte apart.
  readonly #longer: (readonly CodedSymbol[] | undefined)[];
  readonly #single: Int16Array;
  readonly #isPlain: boolean;

  constructor(symbols: readonly Text[]) {
    this.table = Uint8Array.from(symbols.flatMap((symbol) => [symbol.length, ...symbol]));
    this.#isPlain = symbols.length === 0;
    this.#single = new Int16Array(256).fill(-1);
    const longer: CodedSymbol[][] = [];
    symbols.forEach((bytes, code) => {
      if (bytes.length === 1) this.#single[bytes[0]!] = code;
      else (longer[firstTwo(bytes, 0)] ??= []).push({ bytes, code });
    });
    for (const group of longer) group?.sort((a, b) => b.bytes.length - a.bytes.length);
    this.#longer = longer;
  }

  /** Writes a text's code into `target`, which has room for twice the text; returns how many bytes it took. */
  encode(text: Text, target: Uint8Array): number {
    if (this.#isPlain) {
      target.set(text);
      return text.length;
    }
    let used = 0;
    for (let at = 0; at < text.length;) {
      const symbol = this.#symbolAt(text, at);
      const code = symbol?.code ?? this.#single[text[at]!]!;
      if (code === -1) {
        target[used] = ESCAPE;
        target[used + 1] = text[at]!;
        used += 2;
      } else {
        target[used] = code;
        used += 1;
      }
      at += symbol?.bytes.length ?? 1;
    }
    return used;
  }

  /** The longest symbol of two bytes or more that a text has at a place. */
  #symbolAt(text: Text, at: number): CodedSymbol | undefined {
    if (at + 1 >= text.length) return undefined;
    const group = this.#longer[firstTwo(text, at)];
    if (group === undefined) return undefined;
    for (const symbol of group) {
      const { bytes } = symbol;
      if (at + bytes.length > text.length) continue;
      let i = 2;
      while (i < bytes.length && bytes[i] === text[at + i]) i += 1;
      if (i === bytes.length) return symbol;
    }
    return undefined;
  }

  /** Where the symbols of a text begin, and its end. */
  cut(text: Text): number[] {
    const cuts = [0];
    for (let at = 0; at < text.length;) {
      at += this.#symbolAt(text, at)?.bytes.length ?? 1;
      cuts.push(at);
    }
    return cuts;
  }
}

type CodedSymbol = { readonly bytes: Text; readonly code: number };

function firstTwo(bytes: Text, at: number): number {
  return bytes[at]! * 256 + bytes[at + 1]!;
}

/**
 * A coder whose symbols save most on texts like these. Round by round the texts are cut into the symbols there are;
 * every symbol and every two that follow each other may be one of the next, and those stay that stand for most bytes.
 *
 * @param textAt gives one text of `count`
 */
export function trainCoder(count: number, textAt: (index: number) => Text): TextCoder {
  const sample = sampleOf(count, textAt);
  let coder = new TextCoder([]);
  if (sample === undefined) return coder;
  for (let round = 0; round < ROUNDS; round += 1) {
    const gains = new Map<string, number>();
    const gain = (symbol: string) => gains.set(symbol, (gains.get(symbol) ?? 0) + symbol.length);
    for (const text of sample) {
      const cuts = coder.cut(text);
      const letters = Buffer.from(text).toString('latin1');
      for (let i = 0; i + 1 < cuts.length; i += 1) {
        gain(letters.slice(cuts[i], cuts[i + 1]));
        if (cuts[i + 1]! - cuts[i]! > 1) gain(letters[cuts[i]!]!);
        if (i + 2 < cuts.length && cuts[i + 2]! - cuts[i]! <= MAX_SYMBOL_BYTES) {
          gain(letters.slice(cuts[i], cuts[i + 2]));
        }
      }
    }
    const best = [...gains]
      .sort(([a, gainA], [b, gainB]) => gainB - gainA || (a < b ? -1 : 1))
      .slice(0, MAX_SYMBOLS);
    coder = new TextCoder(best.map(([symbol]) => Buffer.from(symbol, 'latin1')));
  }
  return coder;
}

/** Texts from all over; `undefined` when there are too few to learn from. */
function sampleOf(count: number, textAt: (index: number) => Text): Text[] | undefined {
  let bytes = 0;
  for (let i = 0; i < count; i += 1) bytes += textAt(i).length;
  if (bytes < LEAST_BYTES) return undefined;
  const every = Math.max(1, Math.floor(bytes / SAMPLE_BYTES));
  const sample: Text[] = [];
  for (let i = 0; i < count; i += every) sample.push(textAt(i).slice());
  return sample;
}
