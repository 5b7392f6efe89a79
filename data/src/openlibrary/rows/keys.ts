/** What a key of Open Library names. */
export type EntityKind = 'work' | 'author' | 'edition';

/** A key taken apart: "/works/OL45804W" is work 45804. */
export type EntityKey = { readonly kind: EntityKind; readonly number: number };

const KEY = /^\/(?:works?|authors?|books?|[abw])\/OL(\d{1,10})([WAM])$/;
const KIND_BY_LETTER: Readonly<Record<string, EntityKind>> = {
  W: 'work',
  A: 'author',
  M: 'edition',
};
const MAX_NUMBER = 2 ** 32 - 1;

/** Reads a key, also in the short form of old dumps ("/b/OL1M"); `undefined` when it names none of the three kinds. */
export function parseKey(key: string): EntityKey | undefined {
  const [, digits, letter] = KEY.exec(key) ?? [];
  if (digits === undefined || letter === undefined) return undefined;
  const number = Number(digits);
  return number > 0 && number <= MAX_NUMBER ? { kind: KIND_BY_LETTER[letter]!, number } : undefined;
}

/** The number of a key of one kind; 0 when it is something else. */
export function numberOfKey(key: unknown, kind: EntityKind): number {
  if (typeof key !== 'string') return 0;
  const parsed = parseKey(key);
  return parsed?.kind === kind ? parsed.number : 0;
}

const PATH: Record<EntityKind, string> = { work: '/works', author: '/authors', edition: '/books' };
const LETTER: Record<EntityKind, string> = { work: 'W', author: 'A', edition: 'M' };

/** The key as Open Library writes it. */
export function formatKey(kind: EntityKind, number: number): string {
  return `${PATH[kind]}/OL${number}${LETTER[kind]}`;
}

/** The id under which the catalogue keeps it. */
export function catalogueId(kind: EntityKind, number: number): string {
  return `ol:OL${number}${LETTER[kind]}`;
}
