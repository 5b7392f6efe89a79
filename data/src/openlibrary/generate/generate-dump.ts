import { total } from '../../ledger/ledger.ts';
import type { CatalogueReport } from '../report.ts';
import { authorRole } from './dump-rows.ts';
import { MESS_AMONG_PEOPLE } from './mess-among-people.ts';
import { MESS_IN_EDITIONS } from './mess-in-editions.ts';
import { MESS_IN_WORKS, type Mess } from './mess-in-works.ts';
import { Plan, type DumpName } from './plan.ts';
import { createRandom } from './random.ts';

/** Every kind of mess by its name. */
export const MESS: readonly (readonly [name: string, plant: Mess])[] = Object.entries({
  ...MESS_IN_WORKS,
  ...MESS_IN_EDITIONS,
  ...MESS_AMONG_PEOPLE,
});

/** Of so many works in a row each kind of mess has one. */
const PERIOD = 500;
/** About as many authors as Open Library has for its works. */
const AUTHORS_PER_WORK = 0.35;
const RATING_EVERY = 20;

/** What the report of a right conversion says. */
export type Planted = Pick<CatalogueReport, 'rows' | 'findings' | 'output'>;

export type GenerateOptions = {
  readonly works: number;
  readonly seed: number;
  readonly write: (dump: DumpName, row: string) => void;
  /** Called after every few hundred rows with the works so far; a promise holds the generator up. */
  readonly onRows: (works: number) => Promise<void> | undefined;
};

const ROWS_AT_A_TIME = 500;

/**
 * Grows a dump of so many ordinary and messy works, with editions, authors and ratings in about the proportions of the
 * real one. The same seed gives the same dump.
 */
export async function generateDump(options: GenerateOptions): Promise<Planted> {
  const { works, seed, write, onRows } = options;
  const random = createRandom(seed);
  const authors = Math.ceil(works * AUTHORS_PER_WORK);
  const plan = new Plan(authors, write);
  // Where in every period the kinds of mess begin.
  const offset = Math.floor(random() * PERIOD);
  for (let work = 1; work <= works; work += 1) {
    const mess = MESS[(work + offset) % PERIOD];
    if (mess === undefined) ordinaryWork(plan, work, random);
    else mess[1](plan, work);
    if (work % ROWS_AT_A_TIME === 0) await onRows(work);
  }
  for (let author = 1; author <= authors; author += ROWS_AT_A_TIME) {
    plan.writeAuthors(author, author + ROWS_AT_A_TIME);
    await onRows(works);
  }
  const rows = plan.ledger.accounts();
  const leftOut = Object.values(rows).reduce(
    (sum, { merged, rejected }) => sum + total(merged) + total(rejected),
    0,
  );
  return {
    rows,
    findings: plan.ledger.findings(),
    output: { ...plan.output(), 'rows left out': leftOut },
  };
}

function ordinaryWork(plan: Plan, work: number, random: () => number): void {
  const authors = [plan.author(work)];
  if (random() < 0.15) authors.push(plan.author(work + 1));
  plan.work(work, { authors: authors.map(authorRole) });
  plan.edition(work);
  while (random() < 0.28) plan.edition(work);
  if (work % RATING_EVERY !== 0) return;
  const ratings = 1 + Math.floor(20 * random() ** 3);
  for (let i = 0; i < ratings; i += 1) plan.rating(work, 1 + Math.floor(5 * Math.sqrt(random())));
}
