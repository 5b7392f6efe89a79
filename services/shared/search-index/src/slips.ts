import { termText } from './dictionary.ts';
import { editDistance } from './edit-distance.ts';
import { VARIANTS, type Variant } from './scoring.ts';
import type { Segment } from './segment.ts';
import { mayBeWithin, signatureOf } from './term-signatures.ts';
import { forEachTerm } from './term-runs.ts';

/** The words of looked-at documents that a word of the query may have been meant for. */
export class Slips {
  readonly #segment: Segment;
  readonly #word: string;
  readonly #limit: number;
  readonly #signature: number;
  // Edits to every term that was compared, be they too many or not.
  readonly #edits = new Map<number, number>();

  /** @param limit edits that are let pass, 0 to 2 */
  constructor(segment: Segment, word: string, limit: number) {
    this.#segment = segment;
    this.#word = word;
    this.#limit = limit;
    this.#signature = signatureOf(word);
  }

  /** Notes the words of a document that are close enough; false when there is none. */
  note(document: number): boolean {
    if (this.#limit === 0) return false;
    let hasSlip = false;
    forEachTerm(this.#segment, document, (term) => {
      if (this.#isWithinLimit(term)) hasSlip = true;
    });
    return hasSlip;
  }

  #isWithinLimit(term: number): boolean {
    const { termStarts, termSignatures } = this.#segment;
    const limit = this.#limit;
    const length = termStarts[term + 1]! - termStarts[term]!;
    if (Math.abs(length - this.#word.length) > limit) return false;
    if (!mayBeWithin(this.#signature, termSignatures[term]!, limit)) return false;
    let edits = this.#edits.get(term);
    if (edits === undefined) {
      edits = editDistance(this.#word, termText(this.#segment, term), limit);
      this.#edits.set(term, edits);
    }
    return edits <= limit;
  }

  /** The terms noted, and how each stands for the word. */
  get found(): { readonly term: number; readonly variant: Variant }[] {
    return [...this.#edits]
      .filter(([, edits]) => edits <= this.#limit)
      .map(([term, edits]) => ({
        term,
        variant: edits === 1 ? VARIANTS.oneEdit : VARIANTS.twoEdits,
      }));
  }
}
