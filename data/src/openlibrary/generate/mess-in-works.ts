import { authorRole, deletionRow, dumpRow, ratingRow, redirectRow } from './dump-rows.ts';
import type { Plan } from './plan.ts';
import { nameOf, titleOf } from './words.ts';

/** Plants one kind of mess around a work, and says what is to become of it. */
export type Mess = (plan: Plan, work: number) => void;

/** An ordinary work with an edition, whose row says some things in a strange way. */
const strangeWork =
  (fields: Readonly<Record<string, unknown>>, ...findings: readonly string[]): Mess =>
  (plan, work) => {
    plan.work(work, fields);
    plan.edition(work);
    for (const finding of findings) plan.ledger.found(finding);
  };

/** As {@link strangeWork}, for what is done to the title. */
const strangeTitle =
  (change: (title: string) => string, ...findings: readonly string[]): Mess =>
  (plan, work) =>
    strangeWork({ title: change(titleOf(work)) }, ...findings)(plan, work);

export const MESS_IN_WORKS: Readonly<Record<string, Mess>> = {
  'an older revision before': (plan, work) => {
    plan.row('works', plan.workRow(work, { title: 'Old Title' }, { revision: 1 }));
    plan.merged('works', 'older revision');
    plan.work(work, {}, { revision: 2 });
    plan.edition(work);
  },
  'an older revision behind': (plan, work) => {
    plan.work(work, {}, { revision: 12 });
    plan.row('works', plan.workRow(work, { title: 'Old Title' }, { revision: 9 }));
    plan.merged('works', 'older revision');
    plan.edition(work);
  },
  'equal revisions of two days': (plan, work) => {
    plan.work(work, {}, { modified: '2021-01-02T00:00:00.000001' });
    plan.row(
      'works',
      plan.workRow(work, { title: 'Old Title' }, { modified: '2021-01-01T23:59:59.9' }),
    );
    plan.merged('works', 'older revision');
    plan.edition(work);
  },
  'a redirect': (plan, work) => {
    plan.work(work);
    plan.edition(work);
    plan.row('works', redirectRow('work', plan.newNumber(), work));
    plan.merged('works', 'redirect');
    plan.alias();
  },
  'a chain of redirects with an edition at its beginning': (plan, work) => {
    const [first, second] = [plan.newNumber(), plan.newNumber()];
    plan.row('works', redirectRow('work', first, second));
    plan.work(work);
    plan.row('works', redirectRow('work', second, work));
    plan.merged('works', 'redirect');
    plan.merged('works', 'redirect');
    plan.alias(2);
    plan.edition(first, { title: titleOf(work) });
    plan.rating(first, 4);
  },
  'a redirect over an older row of the same key': (plan, work) => {
    const moved = plan.newNumber();
    plan.work(work);
    plan.row('works', plan.workRow(moved, {}, { revision: 1 }));
    plan.row('works', redirectRow('work', moved, work, { revision: 2 }));
    plan.merged('works', 'older revision');
    plan.merged('works', 'redirect');
    plan.alias();
    plan.edition(work);
  },
  'a redirect under a newer row of the same key': (plan, work) => {
    plan.row('works', redirectRow('work', work, plan.newNumber(), { revision: 1 }));
    plan.merged('works', 'older revision');
    plan.work(work, {}, { revision: 2 });
    plan.edition(work);
  },
  'redirects in circles': (plan, work) => {
    plan.work(work);
    plan.edition(work);
    const [first, second] = [plan.newNumber(), plan.newNumber()];
    plan.row('works', redirectRow('work', first, second));
    plan.row('works', redirectRow('work', second, first));
    plan.rejected('works', 'redirect that leads nowhere');
    plan.rejected('works', 'redirect that leads nowhere');
  },
  'a redirect to nothing': (plan, work) => {
    plan.work(work);
    plan.edition(work);
    plan.row('works', redirectRow('work', plan.newNumber(), plan.newNumber()));
    plan.rejected('works', 'redirect to nothing');
  },
  'a redirect to something deleted': (plan, work) => {
    plan.work(work);
    plan.edition(work);
    const gone = plan.newNumber();
    plan.row('works', redirectRow('work', plan.newNumber(), gone));
    plan.row('works', deletionRow('work', gone, 4));
    plan.rejected('works', 'redirect that leads nowhere');
    plan.rejected('works', 'deleted');
  },
  'a deletion': (plan, work) => {
    plan.row('works', plan.workRow(work, { authors: [] }, { revision: 1 }));
    plan.merged('works', 'older revision');
    plan.row('works', deletionRow('work', work, 2));
    plan.rejected('works', 'deleted');
    plan.row('editions', plan.editionRow(plan.newEdition(), work));
    plan.rejected('editions', 'its work was deleted');
    plan.row('ratings', ratingRow(work, 5));
    plan.rejected('ratings', 'its work was deleted');
  },
  'a missing title that an edition knows': strangeWork(
    { title: undefined },
    'title missing',
    'title from an edition',
  ),
  'an empty title that an edition knows': strangeWork(
    { title: ' \u00a0 ' },
    'title missing',
    'title from an edition',
  ),
  'a missing title that nobody knows': (plan, work) => {
    plan.row('works', dumpRow('work', work, { title: null }));
    plan.rejected('works', 'no title');
    plan.row('editions', plan.editionRow(plan.newEdition(), work, { title: '' }));
    plan.rejected('editions', 'no title');
    plan.row('ratings', ratingRow(work, 2));
    plan.rejected('ratings', 'its work has no title');
    plan.ledger.found('title missing', 2);
  },
  'a record that is not JSON': (plan, work) => {
    plan.work(work);
    plan.edition(work);
    const row = plan.workRow(plan.newNumber(), { authors: [] });
    plan.row('works', `${row.slice(0, -20)}\n`);
    plan.rejected('works', 'is not JSON');
  },
  'a row of three columns': (plan, work) => {
    plan.work(work);
    plan.edition(work);
    plan.row('works', '/type/work\t/works/OL1W\t3\n', 'other rows');
    plan.rejected('other rows', 'has not five columns');
  },
  'a row without a revision': (plan, work) => {
    plan.work(work);
    plan.edition(work);
    plan.row('works', '/type/work\t/works/OL1W\t\t2020-01-01T00:00:00\t{}\n', 'other rows');
    plan.rejected('other rows', 'has no revision number');
  },
  'an empty row': (plan, work) => {
    plan.work(work);
    plan.edition(work);
    plan.row('works', '\n', 'other rows');
    plan.rejected('other rows', 'is empty');
  },
  'a row of another type': (plan, work) => {
    plan.work(work);
    plan.edition(work);
    plan.row('works', '/type/language\t/languages/eng\t3\t2020-01-01T00:00:00\t{}\n', 'other rows');
    plan.rejected('other rows', 'is no work, author or edition');
  },
  'an author role as text': (plan, work) => {
    const entry = { ...authorRole(plan.author(work)), type: '/type/author_role' };
    strangeWork({ authors: [entry] }, 'author role as text')(plan, work);
  },
  'an author as plain text': (plan, work) => {
    const { author } = authorRole(plan.author(work));
    strangeWork({ authors: [author.key] }, 'author as plain text')(plan, work);
  },
  'an author entry without author': (plan, work) => {
    const authors = [{ type: { key: '/type/author_role' } }, authorRole(plan.author(work))];
    strangeWork({ authors }, 'author entry without author')(plan, work);
  },
  'authors that only an edition knows': (plan, work) => {
    plan.work(work, { authors: [] });
    plan.edition(work, { authors: [authorRole(plan.author(work)).author] });
    plan.ledger.found('authors from an edition');
  },
  'a tag in the title': strangeTitle((title) => `<i>${title}</i>`, 'html tag'),
  'an entity in the title': strangeTitle((title) => `${title} &amp; Caf&eacute;`, 'html entity'),
  'an entity encoded twice': strangeTitle((title) => `${title} Caf&amp;eacute;`, 'html entity'),
  'an entity cut short': strangeTitle((title) => `${title} Caf&eacute`, 'html entity'),
  'a title not in NFC': strangeTitle((title) => `${title} Cafe\u0301`, 'not in unicode nfc'),
  'half marks': strangeTitle((title) => `${title} i\ufe20a\ufe21`, 'half mark'),
  'a subfield mark': strangeTitle((title) => `${title} : $b a tale`, 'marc subfield mark'),
  'the material in the title': strangeTitle(
    (title) => `${title} [electronic resource]`,
    'material in the title',
  ),
  'a mark at the end of the title': strangeTitle((title) => `${title} /`, 'isbd mark'),
  'invisible characters and blanks': strangeTitle((title) => ` ${title}\u200b\u0007  now `),
  'a description as object': strangeWork(
    { description: { type: '/type/text', value: 'A tale.' } },
    'description as object',
  ),
  'tags in a description': strangeWork(
    { description: '<p>A tale.</p><p>And <b>more</b>.</p>' },
    'html tag',
  ),
  'a placeholder for a cover': strangeWork({ covers: [-1, 77] }, 'placeholder cover'),
  'many subjects': strangeWork(
    { subjects: Array.from({ length: 25 }, (_, i) => `Chapter ${String.fromCharCode(65 + i)}`) },
    'many subjects',
  ),
  'a work without editions': (plan, work) => {
    plan.work(work);
    plan.ledger.found('work without editions');
  },
  'a title with its series': strangeTitle((title) => `${title} (Lanterns, #3)`),
  'an author with a name of another spelling': (plan, work) => {
    const name = nameOf(work);
    const [first, middle, last] = name.split(' ');
    const author = plan.ownAuthor(`${last}, ${first} ${middle}`);
    plan.work(work, { authors: [authorRole(author)] });
    plan.edition(work);
  },
};
