import type { Documents } from './candidates.ts';
import type { ResolvedSlot } from './plan.ts';

/** Slots with so many postings are common: their documents are remembered. */
const COMMON_POSTINGS = 20_000;
/** Beginnings are remembered of so many slots at most; at 8 KB each. */
const MAX_BEGINNINGS = 500;

/** The documents of common words and beginnings of words, which everybody types, as a segment has them now. */
export class CommonSlots {
  readonly #documentCount: number;
  readonly #beginnings = new Map<string, Documents>();
  readonly #wholeLists = new Map<string, Documents>();
  #wholeListsLength = 0;

  constructor(documentCount: number) {
    this.#documentCount = documentCount;
  }

  isCommon({ postingCount }: ResolvedSlot): boolean {
    return postingCount >= COMMON_POSTINGS;
  }

  /** All documents of a slot. The first asked for are remembered, as long as they take no more than a column. */
  whole(resolved: ResolvedSlot, find: () => Documents): Documents {
    const key = slotKey(resolved);
    const known = this.#wholeLists.get(key);
    if (known !== undefined) return known;
    const found = find();
    if (this.#wholeListsLength + found.count <= this.#documentCount) {
      this.#wholeLists.set(key, found);
      this.#wholeListsLength += found.count;
    }
    return found;
  }

  /** The first documents of a slot, of which `find` gives at least so many as there are. */
  first(resolved: ResolvedSlot, limit: number, find: () => Documents): Documents {
    const key = slotKey(resolved);
    const known = this.#beginnings.get(key);
    if (known !== undefined) return known;
    const { documents, count } = find();
    // A copy of the first, lest the whole list stay in memory with them.
    const first = { documents: documents.slice(0, limit), count };
    if (this.#beginnings.size < MAX_BEGINNINGS) this.#beginnings.set(key, first);
    return first;
  }

  /** To be called when a document is no longer to be found. */
  forget(): void {
    this.#beginnings.clear();
    this.#wholeLists.clear();
    this.#wholeListsLength = 0;
  }
}

/** What is remembered of a slot is found by this; its terms follow from it. */
export function slotKey({ slot: { word, isPrefix, edits } }: ResolvedSlot): string {
  return `${word} ${isPrefix} ${edits}`;
}
