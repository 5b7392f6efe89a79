// Readers of Goodreads name their shelves freely. These are the shelves that say what kind of book it is: each line a
// genre, then other spellings of its shelf. A shelf's own name is spelt with hyphens ("science-fiction").
const SHELVES = `
adventure
animals
art
biography = biographies autobiography
business
chick-lit
children = childrens children-s kids children-s-books childrens-books kids-books
christian = christian-fiction
classics = classic classic-literature
comics
contemporary
cookbooks = cookbook cooking food
crime = crime-fiction
drama
dystopia = dystopian
economics
erotica = erotic
espionage = spy
essays
fairy-tales = fairytales fairy-tale
fantasy
feminism
graphic-novels = graphic-novel
health
historical-fiction
history
horror
humor = humour funny
lgbt = lgbtq
literary-fiction
magical-realism
manga
memoir = memoirs
middle-grade
music
mystery = mysteries detective
mythology
nature
new-adult
nonfiction = non-fiction
paranormal
parenting
philosophy
picture-books
plays = play
poetry
politics
psychology
religion
romance
science
science-fiction = sci-fi scifi sf
self-help = self-improvement personal-development
short-stories = short-story
spirituality
sports = sport
steampunk
suspense
thriller = thrillers
travel
true-crime
urban-fantasy
vampires
war
western = westerns
young-adult = ya
zombies`;

// Genres that are written with their hyphen.
const HYPHENATED = new Set(['chick-lit', 'self-help']);

const GENRE_BY_SHELF: ReadonlyMap<string, string> = new Map(
  SHELVES.trim()
    .split('\n')
    .flatMap((line) => {
      const [shelf = '', ...otherSpellings] = line.split(/[ =]+/);
      const genre = HYPHENATED.has(shelf) ? shelf : shelf.replaceAll('-', ' ');
      return [shelf, ...otherSpellings].map((spelling) => [spelling, genre] as const);
    }),
);

/** The genre that a shelf stands for; `undefined` for shelves such as "to-read", "owned" or "favorites". */
export function genreOfShelf(shelf: string): string | undefined {
  return GENRE_BY_SHELF.get(shelf);
}
