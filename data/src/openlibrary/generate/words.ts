// Sixty-four words each, so that six bits of a number choose one. They are ours, and fold to different words.
const split = (text: string) => text.trim().split(/\s+/);

const ADJECTIVES = split(`
Amber Ancient Bitter Brave Bright Broken Burning Calm Careful Clever Cold Crimson Curious Dark Distant Dusty
Early Empty Endless Faded Faithful Fierce Final Foreign Forgotten Fragile Frozen Gentle Golden Grand Hidden Hollow
Humble Idle Iron Ivory Jagged Kind Last Late Lonely Lost Marble Misty Narrow Noble Northern Old Painted Pale
Patient Proud Quiet Restless Scarlet Secret Silent Silver Simple Slow Southern Stolen Strange Velvet`);
const NOUNS = split(`
Anchor Apple Archive Arrow Bell Bridge Candle Carpet Castle Cipher Compass Corner Crown Diary Door Engine
Feather Fire Forest Fountain Garden Ghost Harbour Hammer Horse House Hunter Island Journey Key Kingdom Ladder
Lantern Letter Library Lighthouse Mask Meadow Mirror Moon Mountain Needle Ocean Orchard Palace Path Pearl Pilot
Prophet Queen Raven River Road Sailor Shadow Ship Song Stone Summer Tower Valley Violin Widow Winter`);
const PLACES = split(`
Aberdeen Alsace Antwerp Arles Bavaria Bergen Bilbao Boston Brindisi Burgos Cadiz Calais Cardiff Chester Cordoba
Crete Dakar Delft Dover Dresden Dublin Durban Elba Exeter Fez Galway Geneva Ghent Graz Havana Hobart Izmir Jaffa
Kazan Kiel Kyoto Lagos Leeds Lima Lisbon Lyon Madras Malta Memphis Milan Minsk Naples Nice Norwich Oslo Padua Perth
Porto Quebec Riga Rouen Salem Seville Sofia Tartu Trieste Turin Utrecht Verona`);
const FIRST_NAMES = split(`
Ada Agnes Albert Alice Amos Anna Arthur Beatrice Bruno Carl Clara Conrad Cora Daniel Dora Edgar Edith Elsa Emil
Emma Erik Esther Eva Felix Flora Frank Greta Gustav Hanna Harold Helen Henry Hugo Ida Ingrid Irene Isaac Ivan Jacob
Jane Johan Julia Karl Laura Leon Louis Lucy Marta Martin Max Nina Nora Olga Oscar Otto Paul Peter Rosa Ruth Samuel
Simon Sofia Stella Viktor`);
const LAST_NAMES = split(`
Abbott Adler Almeida Ander Archer Baines Baker Barlow Becker Berg Bishop Brandt Byrne Calder Carver Castro Clarke
Cooper Costa Crane Dalton Dean Drake Duarte Egan Ellis Engel Falk Farrow Ferreira Fischer Fleming Foster Garland
Gordon Grant Haas Hale Harding Hart Holm Hughes Ibsen Jensen Keller Knight Lang Larsen Lindgren Lowe Marsh Meyer
Moreau Nash Novak Olsen Palmer Pereira Quinn Rossi Sharp Steiner Vogel Walsh`);
const SUBJECTS = split(`
History Whales Bridges Cathedrals Glassware Railroads Beekeeping Clockmaking Volcanoes Embroidery Lighthouses
Geology Forestry Windmills Canals Shipbuilding`);

const at = (words: readonly string[], number: number) => words[number & 63]!;

/** Odd, so that numbers below 2^24 are scattered without meeting. */
const SCATTER = 0x9e3779 | 1;
const TITLES = 2 ** 24;

/** A title of four words; another one for every number below 2^24. Beyond, a numeral makes it another. */
export function titleOf(number: number): string {
  const mixed = Math.imul(number % TITLES, SCATTER) & (TITLES - 1);
  const words = `The ${at(ADJECTIVES, mixed)} ${at(NOUNS, mixed >>> 6)} of ${at(PLACES, mixed >>> 12)} ${at(NOUNS, mixed >>> 18)}`;
  return number < TITLES ? words : `${words} ${Math.floor(number / TITLES) + 1}`;
}

/** A name; numbers may share one, as people do. */
export function nameOf(number: number): string {
  const mixed = Math.imul(number, SCATTER);
  const middle = String.fromCharCode(65 + ((mixed >>> 12) % 26));
  return `${at(FIRST_NAMES, mixed)} ${middle}. ${at(LAST_NAMES, mixed >>> 6)}`;
}

/** Up to four different subjects. */
export function subjectsOf(number: number): string[] {
  const mixed = Math.imul(number, SCATTER);
  const count = (mixed >>> 20) % 5;
  return Array.from({ length: count }, (_, i) => SUBJECTS[((mixed >>> 4) + i * 3) & 15]!);
}

/** A few sentences of nothing. */
export function descriptionOf(number: number): string {
  const sentence = (i: number) => `${titleOf((number * 31 + i) % TITLES)} is read again`;
  return `${[0, 1, 2, 3].map(sentence).join('. ')}.`;
}
