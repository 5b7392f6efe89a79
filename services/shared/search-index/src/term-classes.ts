import type { ResolvedSlot } from './plan.ts';
import { VARIANTS } from './scoring.ts';

/**
 * For every term of a segment, which slots of the plan at hand it stands for and how. Terms that stand for the same
 * slots in the same way share a class; class 0 stands for none.
 */
export class TermClasses {
  /** Class of each term. */
  readonly ofTerm: Uint16Array;
  /** For each class pairs of slot and variant, `[2 * i]` and `[2 * i + 1]`. */
  members: number[][] = [[]];
  readonly #extended = new Map<number, number>();
  readonly #touched: { from: number; to: number }[] = [];

  constructor(termCount: number) {
    this.ofTerm = new Uint16Array(termCount);
  }

  assign(slots: readonly ResolvedSlot[]): void {
    this.#clear();
    slots.forEach((resolved, slot) => {
      this.#assignRange(resolved.rangeFrom, resolved.rangeTo, slot, VARIANTS.prefix);
      resolved.terms.forEach((term, i) => {
        this.#assignRange(term, term + 1, slot, resolved.variants[i]!);
      });
    });
  }

  #clear(): void {
    for (const { from, to } of this.#touched) this.ofTerm.fill(0, from, to);
    this.#touched.length = 0;
    this.#extended.clear();
    this.members = [[]];
  }

  #assignRange(from: number, to: number, slot: number, variant: number): void {
    if (from === to) return;
    this.#touched.push({ from, to });
    const { ofTerm } = this;
    let previous = -1;
    let extended = 0;
    for (let term = from; term < to; term += 1) {
      const current = ofTerm[term]!;
      if (current !== previous) {
        previous = current;
        extended = this.#extend(current, slot, variant);
      }
      ofTerm[term] = extended;
    }
  }

  /** The class with one slot more; a better variant of a slot replaces a worse one. */
  #extend(base: number, slot: number, variant: number): number {
    const key = (base * 64 + slot) * 8 + variant;
    const known = this.#extended.get(key);
    if (known !== undefined) return known;
    const members = [...this.members[base]!];
    const at = members.findIndex((member, i) => i % 2 === 0 && member === slot);
    if (at === -1) members.push(slot, variant);
    else members[at + 1] = Math.min(members[at + 1]!, variant);
    this.members.push(members);
    this.#extended.set(key, this.members.length - 1);
    return this.members.length - 1;
  }
}

/** How a class stands for a slot; 0 when it does not. */
export function variantOf(pairs: readonly number[], slot: number): number {
  for (let i = 0; i < pairs.length; i += 2) if (pairs[i] === slot) return pairs[i + 1]!;
  return 0;
}
