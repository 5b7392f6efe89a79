import { deletionRow, isbn10Of, isbnOf, redirectRow } from './dump-rows.ts';
import type { Mess } from './mess-in-works.ts';
import { keyOf } from './plan.ts';

/** An ordinary work with an edition whose row says some things in a strange way. */
const strangeEdition =
  (fields: Readonly<Record<string, unknown>>, ...findings: readonly string[]): Mess =>
  (plan, work) => {
    plan.work(work);
    plan.edition(work, fields);
    for (const finding of findings) plan.ledger.found(finding);
  };

const DATE = 'date that is not a plain year';
const dated = (text: string) => strangeEdition({ publish_date: text }, DATE);

export const MESS_IN_EDITIONS: Readonly<Record<string, Mess>> = {
  'a copyright date': dated('c1992'),
  'a date in brackets': dated('[1897?]'),
  'a month': dated('December 1993'),
  'a day': dated('Nov 25, 2010'),
  'two years': dated('1866, 76'),
  'a corrected year': dated('1879 [1878]'),
  'a year in Roman numerals': dated('MDCCLXXVI'),
  'a year before Christ': dated('380 BC'),
  'a decade only': strangeEdition({ publish_date: '198-?' }, 'date without a year'),
  'no date in words': strangeEdition({ publish_date: '[n.d.]' }, 'date without a year'),
  'a year to come': strangeEdition({ publish_date: '9999' }, 'date without a year'),
  'a wrong ISBN': strangeEdition({ isbn_10: ['0306406153'], isbn_13: [] }, 'invalid isbn'),
  'an ISBN with other text': (plan, work) =>
    strangeEdition(
      { isbn_10: [`${isbn10Of(work)} (pbk.) : $12.50`], isbn_13: undefined },
      'isbn with other text',
    )(plan, work),
  'an ISBN with hyphens': (plan, work) => {
    const isbn = isbnOf(work);
    const hyphened = `${isbn.slice(0, 3)}-${isbn.slice(3, 4)}-${isbn.slice(4, 12)}-${isbn.slice(12)}`;
    strangeEdition({ isbn_13: [hyphened], isbn_10: [] })(plan, work);
  },
  'an ISBN without its zeros': strangeEdition(
    { isbn_10: ['306406152'], isbn_13: [] },
    'isbn lost its zeros',
  ),
  'thirteen digits where ten belong': (plan, work) =>
    strangeEdition({ isbn_10: [isbnOf(work)], isbn_13: [] }, 'isbn in the wrong field')(plan, work),
  'an unknown language': strangeEdition(
    { languages: [{ key: '/languages/und' }] },
    'unknown language',
  ),
  'a series and its volume apart': strangeEdition({ series: ['Lantern library ;', 'v. 7'] }),
  'a series without a volume': strangeEdition({ series: ["World's classics"] }),
  'several works': (plan, work) =>
    strangeEdition({ works: [keyOf('work', work), keyOf('work', work + 1)] }, 'several works')(
      plan,
      work,
    ),
  'an edition without a work': (plan, work) => {
    plan.work(work);
    plan.edition(work);
    const edition = plan.newEdition();
    const title = `Pamphlet ${edition}`;
    plan.row('editions', plan.editionRow(edition, work, { works: undefined, title }));
    plan.ledger.note('editions', 'kept', 'a book of its own');
    plan.bookWithoutWork();
  },
  'an edition without a work and a title': (plan, work) => {
    plan.work(work);
    plan.edition(work);
    plan.row('editions', plan.editionRow(plan.newEdition(), work, { works: [], title: null }));
    plan.rejected('editions', 'no title');
    plan.ledger.found('title missing');
  },
  'editions of a work that is not there': (plan, work) => {
    plan.work(work);
    plan.edition(work);
    const missing = plan.newNumber();
    for (let i = 0; i < 2; i += 1) {
      const title = `Supplement ${missing}`;
      plan.row('editions', plan.editionRow(plan.newEdition(), missing, { title }));
      plan.ledger.note('editions', 'kept', 'of a work without a row');
    }
    plan.ledger.found('work made from its editions');
    plan.bookWithoutWork();
  },
  'a short form of keys': (plan, work) => {
    plan.work(work);
    const row = plan.editionRow(plan.newEdition(), work);
    plan.row('editions', row.replaceAll('/books/', '/b/').replaceAll('/works/', '/w/'));
    plan.ledger.note('editions', 'kept', 'of a work');
  },
  'an older revision of an edition': (plan, work) => {
    plan.work(work);
    const edition = plan.edition(work, {}, { revision: 5 });
    const other = plan.newNumber();
    plan.row('editions', plan.editionRow(edition, other, {}, { revision: 4 }));
    plan.merged('editions', 'older revision');
  },
  'a redirected edition': (plan, work) => {
    plan.work(work);
    const edition = plan.edition(work);
    plan.row('editions', redirectRow('edition', plan.newEdition(), edition));
    plan.merged('editions', 'redirect');
  },
  'an edition redirected to nothing': (plan, work) => {
    plan.work(work);
    plan.edition(work);
    plan.row('editions', redirectRow('edition', plan.newEdition(), plan.newEdition()));
    plan.rejected('editions', 'redirect to nothing');
  },
  'a deleted edition': (plan, work) => {
    plan.work(work);
    plan.edition(work);
    plan.row('editions', deletionRow('edition', plan.newEdition(), 3));
    plan.rejected('editions', 'deleted');
  },
};
