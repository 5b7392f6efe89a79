/** Books that are known to be in the catalogue, and what is asked about them: `library.json`. */
export type KnownBook = {
  readonly book_id: string;
  readonly title: string;
  readonly author: string;
  readonly year: number;
};

/** @param json text of the file */
export function readLibrary(json: string): readonly KnownBook[] {
  return JSON.parse(json) as readonly KnownBook[]; // written by write-library.ts, which has this type
}
