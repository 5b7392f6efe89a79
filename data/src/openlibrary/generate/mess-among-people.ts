import { authorRole, deletionRow, dumpRow, ratingRow, redirectRow } from './dump-rows.ts';
import type { Mess } from './mess-in-works.ts';
import type { Plan } from './plan.ts';
import { nameOf, titleOf } from './words.ts';

/** A work by one author, with an edition. */
function workBy(plan: Plan, work: number, author: number): void {
  plan.work(work, { authors: [authorRole(author)] });
  plan.edition(work);
}

/** A work that is to be merged into another: it has a row and an edition, and is no book. */
function duplicateOf(plan: Plan, work: number, author: number, title = titleOf(work)): void {
  const duplicate = plan.newNumber();
  plan.row('works', plan.workRow(duplicate, { title, authors: [authorRole(author)] }));
  plan.merged('works', 'same work under another key');
  plan.edition(duplicate);
  plan.ledger.found('duplicate merged');
  plan.alias();
}

/** Another book that is not to be merged with anything. */
function otherWork(plan: Plan, title: string, author: number, fields = {}): void {
  const other = plan.newNumber();
  plan.work(other, { title, authors: [authorRole(author)], ...fields });
  plan.edition(other);
}

export const MESS_AMONG_PEOPLE: Readonly<Record<string, Mess>> = {
  'the same work under another key': (plan, work) => {
    const author = plan.author(work);
    workBy(plan, work, author);
    duplicateOf(plan, work, author);
  },
  'the same work twice more, in other spellings': (plan, work) => {
    const author = plan.author(work);
    workBy(plan, work, author);
    duplicateOf(plan, work, author, titleOf(work).toUpperCase());
    duplicateOf(plan, work, author, `${titleOf(work).slice('The '.length)}!`);
  },
  'the same work by an author who is there twice': (plan, work) => {
    const [first, middle, last] = nameOf(work).split(' ');
    workBy(plan, work, plan.ownAuthor(`${first} ${middle} ${last}`));
    duplicateOf(plan, work, plan.ownAuthor(`${last}, ${first} ${middle}`));
  },
  'the same title by another author': (plan, work) => {
    workBy(plan, work, plan.ownAuthor(`Nemo ${work}`));
    otherWork(plan, titleOf(work), plan.ownAuthor(`Outis ${work}`));
  },
  'a title that many books have': (plan, work) => {
    const author = plan.ownAuthor(nameOf(work));
    plan.work(work, { title: 'Selected poems', authors: [authorRole(author)] });
    plan.edition(work);
    otherWork(plan, 'Selected Poems.', author);
  },
  'two volumes of one title': (plan, work) => {
    const author = plan.ownAuthor(nameOf(work));
    const title = titleOf(work);
    plan.work(work, { title: `${title} (Chronicle, #1)`, authors: [authorRole(author)] });
    plan.edition(work);
    otherWork(plan, `${title} (Chronicle, #2)`, author);
  },
  'the same title by various authors': (plan, work) => {
    const various = plan.ownAuthor('Various');
    workBy(plan, work, various);
    otherWork(plan, titleOf(work), various);
  },
  'an author who is not there': (plan, work) => {
    workBy(plan, work, plan.newNumber());
    plan.ledger.found('author missing');
  },
  'a redirected author': (plan, work) => {
    const author = plan.ownAuthor(nameOf(work));
    const moved = plan.newNumber();
    plan.row('authors', redirectRow('author', moved, author));
    plan.merged('authors', 'redirect');
    workBy(plan, work, moved);
  },
  'a deleted author': (plan, work) => {
    const gone = plan.newNumber();
    plan.row('authors', deletionRow('author', gone, 2));
    plan.rejected('authors', 'deleted');
    workBy(plan, work, gone);
    plan.ledger.found('author deleted');
  },
  'an author redirected to nothing': (plan, work) => {
    workBy(plan, work, plan.author(work));
    plan.row('authors', redirectRow('author', plan.newNumber(), plan.newNumber()));
    plan.rejected('authors', 'redirect to nothing');
  },
  'an author without a name': (plan, work) => {
    const nameless = plan.newNumber();
    plan.row('authors', dumpRow('author', nameless, { name: ' ' }));
    plan.rejected('authors', 'no name');
    workBy(plan, work, nameless);
    plan.ledger.found('author missing');
  },
  'an older revision of an author': (plan, work) => {
    const author = plan.ownAuthor(nameOf(work));
    plan.row('authors', dumpRow('author', author, { name: 'Old Name' }, { revision: 1 }));
    plan.merged('authors', 'older revision');
    workBy(plan, work, author);
  },
  'years in a name': (plan, work) => {
    workBy(plan, work, plan.ownAuthor(`${nameOf(work)}, 1903-1950.`));
    plan.ledger.found('years in a name');
  },
  'a stop behind a name': (plan, work) => {
    workBy(plan, work, plan.ownAuthor(`${nameOf(work)} Society.`));
    plan.ledger.found('heading stop');
  },
  'an entity in a name': (plan, work) => {
    workBy(plan, work, plan.ownAuthor(`${nameOf(work)} N&ouml`));
    plan.ledger.found('html entity');
  },
  'a score that is none': (plan, work) => {
    workBy(plan, work, plan.author(work));
    plan.row('ratings', ratingRow(work, 6));
    plan.row('ratings', ratingRow(work, '4.5'));
    plan.rejected('ratings', 'is no score of 1 to 5');
    plan.rejected('ratings', 'is no score of 1 to 5');
  },
  'a rating of nothing': (plan, work) => {
    workBy(plan, work, plan.author(work));
    plan.row('ratings', ratingRow(plan.newNumber(), 3));
    plan.rejected('ratings', 'no such work');
  },
  'a rating that names no work': (plan, work) => {
    workBy(plan, work, plan.author(work));
    plan.row('ratings', '\t/books/OL1M\t3\t2021-01-01\n');
    plan.rejected('ratings', 'names no work');
  },
  'a rating of three columns': (plan, work) => {
    workBy(plan, work, plan.author(work));
    plan.row('ratings', '/works/OL1W\t\t3\n');
    plan.rejected('ratings', 'has not four columns');
  },
};
