import { foldedKey } from '@books/search-index/fold';
import { PrefixList } from './prefix-list.ts';
import type { Suggestion } from './search-engine.ts';
import type { SearchEntry } from './search-entry.ts';

type TitleSlot = { entry: SearchEntry };
type Author = { readonly name: string; books: number; popularity: number };

/** Titles and authors by their beginnings, for a box that answers while its reader types. */
export class SuggestionList {
  readonly #slots = new Map<string, TitleSlot>();
  readonly #titles: PrefixList<TitleSlot>;
  readonly #authors = new Map<string, Author>();
  readonly #authorNames: PrefixList<Author>;

  constructor(entries: Iterable<SearchEntry>) {
    const titles: [string, TitleSlot][] = [];
    const names: [string, Author][] = [];
    for (const entry of entries) {
      const slot = { entry };
      this.#slots.set(entry.hit.bookId, slot);
      for (const key of titleKeys(entry)) titles.push([key, slot]);
      this.#count(entry, 1, (key, author) => names.push([key, author]));
    }
    this.#titles = new PrefixList(titles);
    this.#authorNames = new PrefixList(names);
  }

  /** Books whose title begins with `prefix`, with or without its article, most popular first. */
  titles(prefix: string, limit: number): SearchEntry[] {
    const key = foldedKey(prefix);
    if (key === '') return [];
    return this.#titles
      .heaviest(key, limit, (slot) => slot.entry.popularity)
      .map((slot) => slot.entry);
  }

  /** Titles and authors that begin with `text`, best known first; the best author is always among them. */
  suggest(text: string, limit: number): Suggestion[] {
    const key = foldedKey(text);
    if (key === '') return [];
    const authors = this.#authorNames.heaviest(key, limit, (author) => author.popularity);
    return bestSuggestions(
      [
        ...authors.map(({ name, popularity }) => ({
          suggestion: { kind: 'author', text: name } as const,
          popularity,
        })),
        ...this.titles(text, limit).map(({ hit, popularity }) => ({
          suggestion: { kind: 'book', text: hit.title, bookId: hit.bookId } as const,
          popularity,
        })),
      ],
      limit,
    );
  }

  /** Puts `next` in the place of `previous`, the entry with the same id, if there was one. */
  replace(previous: SearchEntry | undefined, next: SearchEntry): void {
    const slot = this.#slots.get(next.hit.bookId) ?? { entry: next };
    this.#slots.set(next.hit.bookId, slot);
    if (previous !== undefined) {
      for (const key of titleKeys(previous)) this.#titles.remove(key, slot);
    }
    slot.entry = next;
    for (const key of titleKeys(next)) this.#titles.add(key, slot);
    this.#count(next, 1, (key, author) => this.#authorNames.add(key, author));
    if (previous !== undefined) this.#count(previous, -1, () => {});
  }

  remove(entry: SearchEntry): void {
    const slot = this.#slots.get(entry.hit.bookId);
    if (slot === undefined) return;
    this.#slots.delete(entry.hit.bookId);
    for (const key of titleKeys(entry)) this.#titles.remove(key, slot);
    this.#count(entry, -1, () => {});
  }

  /** Takes over new rating figures: the titles stay where they are. */
  reweigh(previous: SearchEntry, next: SearchEntry): void {
    const slot = this.#slots.get(next.hit.bookId);
    if (slot !== undefined) slot.entry = next;
    for (const key of authorKeys(next)) {
      const author = this.#authors.get(key);
      if (author !== undefined) author.popularity += next.popularity - previous.popularity;
    }
  }

  /** Adds a book to its authors' tallies or takes it away; authors left without books are forgotten. */
  #count(entry: SearchEntry, books: 1 | -1, onNew: (nameKey: string, author: Author) => void) {
    for (const name of entry.hit.authors) {
      const key = foldedKey(name);
      if (key === '') continue;
      let author = this.#authors.get(key);
      if (author === undefined) {
        author = { name, books: 0, popularity: 0 };
        this.#authors.set(key, author);
        for (const nameKey of nameKeys(key)) onNew(nameKey, author);
      }
      author.books += books;
      author.popularity += books * entry.popularity;
      if (author.books > 0) continue;
      this.#authors.delete(key);
      for (const nameKey of nameKeys(key)) this.#authorNames.remove(nameKey, author);
    }
  }
}

export type WeighedSuggestion = { readonly suggestion: Suggestion; readonly popularity: number };

/** The best known of titles and authors; the best author is always among them, if more than one is wanted. */
export function bestSuggestions(found: readonly WeighedSuggestion[], limit: number): Suggestion[] {
  const ranked = found.toSorted((a, b) => b.popularity - a.popularity);
  const suggestions = withoutRepeats(ranked.map(({ suggestion }) => suggestion));
  const firstAuthor = suggestions.findIndex(({ kind }) => kind === 'author');
  if (firstAuthor < limit || limit === 1) return suggestions.slice(0, limit);
  return [...suggestions.slice(0, limit - 1), suggestions[firstAuthor]!];
}

/** Suggestions that read the same are of use once. */
export function withoutRepeats(suggestions: readonly Suggestion[]): Suggestion[] {
  const byText = new Map<string, Suggestion>();
  for (const suggestion of suggestions) {
    const key = `${suggestion.kind} ${foldedKey(suggestion.text)}`;
    if (!byText.has(key)) byText.set(key, suggestion);
  }
  return [...byText.values()];
}

/** What a title may be looked up by: itself, and itself without its article. */
function titleKeys({ hit }: SearchEntry): string[] {
  const key = foldedKey(hit.title);
  const bare = key.replace(/^(?:the|an?) /, '');
  return bare === key ? [key] : [key, bare];
}

function authorKeys({ hit }: SearchEntry): string[] {
  return hit.authors.map(foldedKey);
}

/** What a name may be looked up by: "j k rowling" also by "k rowling" and "rowling". */
function nameKeys(key: string): string[] {
  const words = key.split(' ');
  return words.map((_, i) => words.slice(i).join(' '));
}
