import { gzipBytes } from '../../files/gzip.ts';
import { assembleBooks } from '../steps/assemble-books.ts';
import { attachNames } from '../steps/attach-names.ts';
import { findMoves } from '../steps/find-moves.ts';
import { mergeDuplicates } from '../steps/merge-duplicates.ts';
import { nameAuthors } from '../steps/name-authors.ts';
import { createRowsStep } from '../steps/read-rows.ts';
import { routeAliases } from '../steps/route-aliases.ts';
import { settleEditions } from '../steps/settle-editions.ts';
import type { Task, ThreadOrder, ThreadReport } from './messages.ts';
import { StepContext } from './step-context.ts';

const NOTHING: ThreadReport = {
  records: 0,
  ledger: {},
  lengths: {},
  newest: { rating: 0, change: 0 },
};

/** Carries out the orders of one thread, one after the other. */
export function createTaskRunner(thread: number): (order: ThreadOrder) => ThreadReport {
  let context: StepContext | undefined;
  let readRows: ReturnType<typeof createRowsStep> | undefined;

  const run = (context: StepContext, task: Exclude<Task, { step: 'compress' }>): number => {
    switch (task.step) {
      case 'read-rows':
        readRows ??= createRowsStep(context);
        return readRows(task);
      case 'find-moves':
        return findMoves(context, task.kind, task.partition);
      case 'route-aliases':
        return routeAliases(context, task.kind, task.partition);
      case 'settle-editions':
        return settleEditions(context, task.partition);
      case 'assemble-books':
        return assembleBooks(context, task.partition);
      case 'name-authors':
        return nameAuthors(context, task.partition);
      case 'attach-names':
        return attachNames(context, task.partition);
      case 'merge-duplicates':
        return mergeDuplicates(context, task.partition);
      default:
        throw new TypeError(`there is no step ${String(task satisfies never)}`);
    }
  };

  const flush = (context: StepContext): Pick<ThreadReport, 'ledger' | 'lengths' | 'newest'> => {
    const lengths = context.flush();
    return { ledger: context.ledger.take(), lengths, newest: context.newest };
  };

  return (order) => {
    if (order.order === 'begin') {
      context?.close();
      context = new StepContext(thread, order.settings, order);
      readRows = undefined;
      return NOTHING;
    }
    if (order.order === 'run' && order.task.step === 'compress') {
      return { ...NOTHING, bytes: gzipBytes(order.task.bytes) };
    }
    if (context === undefined) throw new Error('no step was begun');
    if (order.order === 'flush') return { ...NOTHING, ...flush(context) };
    if (order.task.step === 'compress') return NOTHING;
    const records = run(context, order.task);
    return { ...NOTHING, records, ...(order.flush && flush(context)) };
  };
}
