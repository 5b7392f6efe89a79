import { foldText } from './fold.ts';

// What library and trade headings call the genres of the catalogue. Left of the colon the genre as
// goodbooks/genres.ts spells it, right of it parts of headings, folded. A part is what stands between two marks:
// "Fiction, mystery & detective, general" has the parts "fiction", "mystery and detective" and "general".
const HEADINGS = `
adventure: adventure|action and adventure|adventure stories|adventure fiction|adventure and adventurers|sea stories
animals: animals|pets|dogs|cats|horses|animals fiction
art: art|arts|painting|drawing|sculpture|photography|architecture|art history
biography: biography|biographies|autobiography|autobiographies|biography and autobiography|biographie
business: business|business and economics|management|marketing|entrepreneurship|accounting
children: juvenile fiction|juvenile literature|childrens fiction|childrens stories|childrens literature|juvenile nonfiction|childrens books
christian: christian life|christian fiction|christianity
classics: classics|classic literature|classic fiction|literature classics
comics: comics|comic books strips etc|comic books|comics and graphic novels|cartoons and comics
cookbooks: cooking|cookery|cookbooks|recipes|baking
crime: crime|crime fiction|criminals|crime stories|noir fiction
drama: drama|english drama|american drama|tragedies|comedies
dystopia: dystopias|dystopian fiction|dystopian
economics: economics|economic theory
erotica: erotica|erotic stories|erotic fiction|erotic literature
espionage: espionage|spy stories|spies|spy fiction
essays: essays|american essays|english essays
fairy tales: fairy tales|folklore|fairy tales folk tales legends and mythology
fantasy: fantasy|fantasy fiction|fantasy general|fantasy epic|magic|wizards
feminism: feminism|feminist theory|womens rights
graphic novels: graphic novels
health: health|medicine popular|nutrition|physical fitness|health and fitness|diet
historical fiction: historical fiction|historical|fiction historical
history: history|histoire|geschichte|history and criticism of events|military history|world history|ancient history
horror: horror|horror tales|horror fiction|horror stories|ghost stories
humor: humor|humour|wit and humor|humorous stories|humorous fiction|satire
lgbt: lgbt|gays|lesbians|gay men|homosexuality|lgbtq
literary fiction: literary fiction|literary
manga: manga
memoir: memoirs|memoir|personal memoirs
music: music|musicians|songs|rock music|jazz
mystery: mystery|mystery fiction|detective and mystery stories|mystery and detective|mystery and detective stories|mystery and detective fiction|private investigators|detectives
mythology: mythology|greek mythology|norse mythology|myths
nature: nature|natural history|birds|ecology
parenting: parenting|child rearing
philosophy: philosophy|ethics|metaphysics|philosophie
picture books: picture books|picture books for children
plays: plays|theater
poetry: poetry|english poetry|american poetry|poems|french poetry|german poetry|childrens poetry
politics: politics|politics and government|political science|government|political fiction
psychology: psychology|psychoanalysis|cognitive psychology
religion: religion|theology|buddhism|islam|judaism|bible
romance: romance|love stories|romance fiction|romance contemporary|romance general|man woman relationships
science: science|physics|biology|chemistry|astronomy|mathematics
science fiction: science fiction|science fiction general|space opera|interplanetary voyages|life on other planets
self-help: self help|self help techniques|self actualization psychology|personal growth|success
short stories: short stories|short stories single author
spirituality: spirituality|spiritual life|meditation
sports: sports|baseball|football|soccer|athletes|sports and recreation
steampunk: steampunk fiction|steampunk
suspense: suspense|suspense fiction|thrillers suspense
thriller: thrillers|thriller|thriller fiction
travel: travel|description and travel|voyages and travels|guidebooks|travel writing
true crime: true crime|true crime stories|murder
vampires: vampires
war: war|war stories|world war 1939 1945|world war 1914 1918|soldiers|war fiction
western: western stories|westerns|westerns fiction|frontier and pioneer life|western
young adult: young adult fiction|young adult|young adult literature|teenagers
zombies: zombies`;

const GENRE_BY_PART: ReadonlyMap<string, string> = new Map(
  HEADINGS.trim()
    .split('\n')
    .flatMap((line) => {
      const [genre = '', parts = ''] = line.split(': ');
      return parts.split('|').map((part) => [part, genre] as const);
    }),
);

const BETWEEN_PARTS = /\s*(?:--|\/|,|:|;|\.|\(|\)| - )\s*/;

/**
 * The genres that a subject heading speaks for: "Fiction, mystery & detective, general" is a mystery, "Juvenile
 * fiction" is for children, "Whales" is none. They are those of the bundled sample and no others.
 */
export function genresOfHeading(heading: string): string[] {
  const genres = new Set<string>();
  const whole = GENRE_BY_PART.get(foldText(heading));
  if (whole !== undefined) genres.add(whole);
  for (const part of heading.split(BETWEEN_PARTS)) {
    const genre = GENRE_BY_PART.get(foldText(part));
    if (genre !== undefined) genres.add(genre);
  }
  return [...genres];
}
