import type { ProofNode } from '../../contract/proof.ts';
import { loadQueue, loadQueueNotes, noteOf } from '../../db/repos/queue.ts';
import { isOpen, loadExceptions, reconcileMonth } from '../../db/repos/reconciliation.ts';
import { loadTermsVersions } from '../../db/repos/terms.ts';
import type { ReadDb } from '../../db/tx.ts';
import { type QueueItem, queueStateOf } from '../../domain/queue.ts';
import { isMonth } from '../../shared/calendar.ts';
import type { Queue } from '../../shared/vocab.ts';
import type { QueryContext } from '../context.ts';
import { type Budget, countSum, type Listed, leaf, listed } from './node.ts';

/** What waits in a queue and is not put off, one by one; each leads to where it is worked. */
export function queueProof(context: QueryContext, budget: Budget, queue: Queue): ProofNode {
  const { db, today, actor } = context;
  const notes = loadQueueNotes(db);
  const items = loadQueue(db, today, actor.name).filter((item) => item.queue === queue && queueStateOf(item.due, noteOf(notes, item), today) !== 'snoozed');
  return countSum(
    `Waiting on ${today}`,
    items.map((item) => itemNode(db, item, budget)),
    { note: items.length === 0 ? 'Nothing waits.' : null },
  );
}

/** An item that stands for many rows lists them. */
function itemNode(db: ReadDb, item: QueueItem, budget: Budget): ProofNode {
  const more = { link: { kind: 'address', id: item.to }, note: item.due === null ? null : `Due ${item.due}.` };
  const label = item.about === item.subject ? item.what : `${item.what}: ${item.about}`;
  const rows = rowsOf(db, item);
  if (item.count === 1 || rows.length !== item.count) return leaf(label, { count: item.count }, more);
  return countSum(label, listed('count', rows, budget), more);
}

function rowsOf(db: ReadDb, { queue, subject }: QueueItem): Listed[] {
  if (!isMonth(subject)) return [];
  const versions = loadTermsVersions(db);
  if (queue === 'variances')
    return reconcileMonth(db, subject, versions, { onlyOpen: true })
      .filter((row) => row.status !== 'exception' && isOpen(row))
      .map((row) => ({
        label: `${row.deal}: ${row.status.replace('_', ' ')}`,
        value: 1,
        more: { rule: '4', link: { kind: 'reconciliation', id: `${subject} ${row.deal}` } },
      }));
  if (queue !== 'exceptions') return [];
  return loadExceptions(db, versions, { through: subject })
    .filter((row) => row.period === subject && row.decision === null && row.isPosted === 0)
    .map((row) => ({
      label: `${row.deal}, ${row.invoiceNo === null ? 'completion' : `invoice ${row.invoiceNo}`}`,
      value: 1,
      more: {
        rule: '3.5',
        link: { kind: 'exception', id: row.deal },
        deeper: { kind: 'exception', deal: row.deal, invoiceNo: row.invoiceNo, figure: 'wouldAccruePaisa' },
      },
    }));
}
