import type { ProofNode } from '../../contract/proof.ts';
import type { ReadDb } from '../../db/tx.ts';
import { ACCOUNTS, type Account, isAccount } from '../../domain/journal.ts';
import { isQuarter } from '../../shared/calendar.ts';
import { AppError } from '../../shared/errors.ts';
import { linesSum } from './lines.ts';
import { type Budget, deducted, fact, facts, leaf, rupees, sum } from './node.ts';
import { payoutProof, type WorkOut } from './payouts.ts';
import type { Subject } from './subject.ts';

interface Booked {
  readonly event: string;
  readonly month: string;
  readonly partner: string | null;
  readonly reference: string;
  readonly net: number;
}

const EVENTS: Readonly<Record<string, string>> = {
  accrual: 'Commission accrued',
  clawback: 'Commission clawed back',
  adjustment: 'Commission adjusted',
  receivable: 'Receivable raised and set off',
  payout: 'Payouts',
};

/** An account of the trial balance after a month: by event, then month, then partner as far as there is room (3.8). */
export function accountProof(db: ReadDb, budget: Budget, { account, asOf, side }: Subject<'account'>): ProofNode {
  if (!isAccount(account)) throw new AppError('NOT_FOUND', `There is no account ${account}. The accounts are ${Object.keys(ACCOUNTS).join(', ')}.`);
  const label = `${ACCOUNTS[account].number} ${ACCOUNTS[account].name}, ${side} after ${asOf}`;
  const sign = side === 'debit' ? 'l.debit_paisa - l.credit_paisa' : 'l.credit_paisa - l.debit_paisa';
  const booked = db.all<Booked>(
    `SELECT e.event, e.month, p.code AS partner, e.reference, sum(${sign}) AS net FROM journal_lines l JOIN journal_entries e ON e.id = l.entry_id LEFT JOIN partners p ON p.id = e.partner_id
     WHERE l.account = :account AND e.month <= :asOf GROUP BY e.event, e.month, e.partner_id, e.reference ORDER BY e.event, e.month, p.code`,
    { account, asOf },
  );
  const total = added(booked);
  const more = { rule: '3.8' };
  if (total < 0) return leaf(label, { paisa: 0 }, { ...more, note: `The account stands on the other side, at ${rupees(-total)}.` });
  const inFull = budget.take(booked.length);
  const parts = [...grouped(booked, (one) => one.event)].map(([event, ofEvent]) => {
    const months = [...grouped(ofEvent, (one) => one.month)].map(([month, ofMonth]) => monthNode(month, event, ofMonth, inFull));
    return sum(EVENTS[event] ?? event, added(ofEvent), months, more);
  });
  return sum(label, total, parts, more);
}

const added = (rows: readonly Booked[]): number => rows.reduce((total, row) => total + row.net, 0);

function monthNode(month: string, event: string, rows: readonly Booked[], inFull: boolean): ProofNode {
  const link = event === 'accrual' || event === 'clawback' || event === 'adjustment' ? { kind: 'month', id: month } : null;
  if (!inFull) return leaf(month, { paisa: added(rows) }, { link, note: `${rows.length} entries` });
  const parts = rows.map((row) =>
    leaf(
      row.partner ?? row.reference,
      { paisa: row.net },
      { link: row.event === 'payout' ? { kind: 'payout', id: row.reference } : row.partner === null ? null : { kind: 'partner', id: row.partner } },
    ),
  );
  return sum(month, added(rows), parts, { link });
}

function grouped(rows: readonly Booked[], keyOf: (row: Booked) => string): Map<string, Booked[]> {
  const groups = new Map<string, Booked[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return groups;
}

interface Entry {
  readonly id: number;
  readonly month: string;
  readonly event: string;
  readonly reference: string;
  readonly description: string;
  readonly postedOn: string;
  readonly partnerId: number;
  readonly partner: string;
  readonly amountPaisa: number;
  readonly isDebit: number;
}

/** One leg of a journal entry, from what the entry books: posted lines, a payment, or a balance that changed sides (3.8, 5.3). */
export function entryProof(db: ReadDb, budget: Budget, workOut: WorkOut, { entry: id, account }: Subject<'entry'>): ProofNode {
  const entry = isAccount(account)
    ? db.get<Entry>(
        `SELECT e.id, e.month, e.event, e.reference, e.description, e.posted_on AS postedOn, e.partner_id AS partnerId, p.code AS partner, l.debit_paisa + l.credit_paisa AS amountPaisa, l.debit_paisa > 0 AS isDebit
         FROM journal_entries e JOIN journal_lines l ON l.entry_id = e.id JOIN partners p ON p.id = e.partner_id WHERE e.id = ? AND l.account = ?`,
        [id, account],
      )
    : undefined;
  if (!entry || !isAccount(account)) throw new AppError('NOT_FOUND', `There is no journal entry ${id} with the account ${account}.`);
  const side = entry.isDebit === 1 ? 'Debit' : 'Credit';
  const parts = [
    ...bookedBy(db, budget, workOut, entry, account),
    fact('Entry', `${entry.description}, posted on ${entry.postedOn}`, { rule: '3.8' }),
    ...otherLegs(db, entry, account),
  ];
  return sum(`${side} ${ACCOUNTS[account].name}, entry ${id}`, entry.amountPaisa, parts, { rule: '3.8', link: { kind: 'entry', id: `${entry.month}#${id}` } });
}

const KINDS: Readonly<Record<string, string>> = { accrual: "('recurring', 'fixed_price')", clawback: "('clawback')", adjustment: "('adjustment')" };
const PAID: Partial<Record<Account, 'grossPaisa' | 'withholdingPaisa' | 'netPaisa'>> = {
  partner_payable: 'grossPaisa',
  withholding_payable: 'withholdingPaisa',
  bank: 'netPaisa',
};

function bookedBy(db: ReadDb, budget: Budget, workOut: WorkOut, entry: Entry, account: Account): ProofNode[] {
  const kinds = KINDS[entry.event];
  if (kinds !== undefined) {
    const where = `a.partner_id = :partnerId AND a.posted_in = :month AND a.kind IN ${kinds}`;
    const lines = linesSum(
      db,
      budget,
      `Lines of ${entry.partner} posted in ${entry.month}`,
      { where, params: { partnerId: entry.partnerId, month: entry.month } },
      null,
    );
    return ['paisa' in lines.value && lines.value.paisa < 0 ? deducted('Negative, so booked on the other side', lines) : lines];
  }
  const [quarter = '', partner = ''] = [entry.reference.slice(0, 7), entry.reference.slice(8)];
  const figure = PAID[account];
  if (entry.event === 'payout' && isQuarter(quarter) && figure !== undefined) return [payoutProof(db, budget, workOut, quarter, partner, figure)];
  return entry.event === 'receivable' ? [movedNode(db, entry)] : [];
}

/** 5.3: payable never stands below zero; what would, stands as receivable. The move is what the receivable must be less what it was. */
function movedNode(db: ReadDb, entry: Entry): ProofNode {
  const before = db.get<{ payable: number | null; receivable: number | null }>(
    `SELECT sum(CASE WHEN l.account = 'partner_payable' THEN l.credit_paisa - l.debit_paisa END) AS payable, sum(CASE WHEN l.account = 'clawback_receivable' THEN l.debit_paisa - l.credit_paisa END) AS receivable
     FROM journal_entries e JOIN journal_lines l ON l.entry_id = e.id WHERE e.partner_id = ? AND e.id < ?`,
    [entry.partnerId, entry.id],
  );
  const [payable, receivable] = [before?.payable ?? 0, before?.receivable ?? 0];
  const owed = receivable - payable;
  const due = facts(
    'Receivable that must stand',
    { paisa: Math.max(owed, 0) },
    [leaf('Payable before the entry', { paisa: payable }), leaf('Receivable before the entry', { paisa: receivable })],
    {
      rule: '5.3',
      note: owed > 0 ? 'The partner owes what payable lies below zero.' : 'The partner owes nothing any more.',
      link: { kind: 'partner', id: entry.partner },
    },
  );
  const moved = Math.max(owed, 0) - receivable;
  const change = sum('Change of the receivable', moved, [due, leaf('Receivable before the entry', { paisa: 0 - receivable })], { rule: '5.3' });
  return moved < 0 ? deducted('Set off: booked on the other side', change) : change;
}

function otherLegs(db: ReadDb, entry: Entry, account: Account): ProofNode[] {
  return db
    .all<{ account: Account; debit: number; credit: number }>(
      'SELECT account, debit_paisa AS debit, credit_paisa AS credit FROM journal_lines WHERE entry_id = ? AND account <> ? ORDER BY id',
      [entry.id, account],
    )
    .map((leg) => fact(`Against it: ${leg.debit === 0 ? 'credit' : 'debit'} ${ACCOUNTS[leg.account].name}`, rupees(leg.debit + leg.credit), { rule: '3.8' }));
}
