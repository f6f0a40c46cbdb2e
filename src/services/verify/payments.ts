import { Check, differences } from './check.ts';
import type { Scope } from './scope.ts';

interface Booked {
  readonly reference: string;
  readonly entries: number;
  readonly commands: number;
  readonly postedOn: string;
  readonly partnerId: number | null;
  readonly grossPaisa: number;
  readonly withholdingPaisa: number;
  readonly netPaisa: number;
}

const BOOKED = `SELECT j.reference, count(*) AS entries, count(a.seq) AS commands, min(j.posted_on) AS postedOn, min(j.partner_id) AS partnerId, sum(j.gross) AS grossPaisa, sum(j.withholding) AS withholdingPaisa, sum(j.net) AS netPaisa
  FROM (SELECT e.reference, e.posted_on, e.partner_id, e.recorded_seq, sum(CASE l.account WHEN 'partner_payable' THEN l.debit_paisa - l.credit_paisa ELSE 0 END) AS gross,
      sum(CASE l.account WHEN 'withholding_payable' THEN l.credit_paisa - l.debit_paisa ELSE 0 END) AS withholding, sum(CASE l.account WHEN 'bank' THEN l.credit_paisa - l.debit_paisa ELSE 0 END) AS net
      FROM journal_entries e CROSS JOIN journal_lines l ON l.entry_id = e.id WHERE e.event = 'payout' GROUP BY e.reference, e.id) j
    LEFT JOIN audit_rows a ON a.seq = j.recorded_seq AND a.procedure = 'payouts.pay' AND a.outcome = 'done' GROUP BY j.reference`;

interface Payment {
  readonly reference: string;
  readonly state: string;
  readonly paidOn: string | null;
  readonly partnerId: number;
  readonly grossPaisa: number;
  readonly withholdingPaisa: number;
  readonly netPaisa: number;
}

const PAYMENTS = `SELECT i.quarter || ' ' || p.code AS reference, i.state, i.paid_on AS paidOn, i.partner_id AS partnerId, i.gross_paisa AS grossPaisa, i.withholding_paisa AS withholdingPaisa, i.net_paisa AS netPaisa
  FROM payout_items i JOIN partners p ON p.id = i.partner_id ORDER BY i.quarter, p.code`;

/** Payments: each paid one stands in the journal exactly once with its own figures, and nothing else does (6.4, 3.8). */
export function checkPayments(scope: Scope): Check {
  const check = new Check('payments', 'Every payment that is paid is in the journal exactly once, with its gross, withholding and net, on its day (6.4, 3.8)');
  const booked = new Map(scope.db.all<Booked>(BOOKED).map((row) => [row.reference, row]));
  for (const { reference, state, paidOn, ...due } of scope.db.iterate<Payment>(PAYMENTS)) {
    const entry = booked.get(reference);
    booked.delete(reference);
    if (entry === undefined && state !== 'paid') continue;
    check.looked(1);
    if (entry === undefined) check.problem(`Payout ${reference}: it is paid, and is not in the journal.`);
    else if (state !== 'paid') check.problem(`Payout ${reference} is in the journal, but the payment is ${state}.`);
    else {
      const wrong = differences(entry, { ...due, entries: 1, commands: 1, postedOn: paidOn });
      if (wrong !== null) check.problem(`Payout ${reference}: ${wrong}.`);
    }
  }
  for (const reference of booked.keys()) check.problem(`Payout ${reference} is in the journal, but there is no such payment.`);
  checkSetOffs(check, scope);
  return check;
}

/** Set-offs between payable and receivable are dated the close or the payment that made them (5.3). */
function checkSetOffs(check: Check, scope: Scope): void {
  for (const row of scope.db.iterate<{ id: number; reference: string; postedOn: string; due: string | null }>(
    `SELECT e.id, e.reference, e.posted_on AS postedOn, CASE WHEN m.month IS NOT NULL THEN date(m.month || '-01', '+1 month', '-1 day') ELSE (SELECT min(o.posted_on) FROM journal_entries o WHERE o.event = 'payout' AND o.reference = e.reference AND o.recorded_seq = e.recorded_seq) END AS due
     FROM journal_entries e LEFT JOIN months m ON m.month = e.reference AND m.close_seq = e.recorded_seq WHERE e.event = 'receivable' AND due IS NOT e.posted_on ORDER BY e.id`,
  )) {
    check.problem(
      `Entry ${row.id} (receivable ${row.reference}) is dated ${row.postedOn}; the close or payment it belongs to is dated ${row.due ?? 'nowhere'}.`,
    );
  }
}
