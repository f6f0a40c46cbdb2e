import { Check, differences } from './check.ts';
import type { Scope } from './scope.ts';

interface Payment {
  readonly reference: string;
  readonly state: string | null;
  readonly entries: number;
  readonly postedOn: string | null;
  readonly entryPartner: number | null;
  readonly grossPaisa: number;
  readonly withholdingPaisa: number;
  readonly netPaisa: number;
  readonly duePostedOn: string | null;
  readonly duePartner: number | null;
  readonly dueGross: number | null;
  readonly dueWithholding: number | null;
  readonly dueNet: number | null;
  readonly commands: number;
}

const PAYMENTS = `WITH booked AS (
    SELECT e.reference, count(DISTINCT e.id) AS entries, min(e.posted_on) AS postedOn, min(e.partner_id) AS partnerId,
      sum(CASE l.account WHEN 'partner_payable' THEN l.debit_paisa - l.credit_paisa ELSE 0 END) AS gross, sum(CASE l.account WHEN 'withholding_payable' THEN l.credit_paisa - l.debit_paisa ELSE 0 END) AS withholding,
      sum(CASE l.account WHEN 'bank' THEN l.credit_paisa - l.debit_paisa ELSE 0 END) AS net,
      count(DISTINCT a.seq) AS commands
    FROM journal_entries e LEFT JOIN journal_lines l ON l.entry_id = e.id LEFT JOIN audit_rows a ON a.seq = e.recorded_seq AND a.procedure = 'payouts.pay' AND a.outcome = 'done' WHERE e.event = 'payout' GROUP BY e.reference),
  item AS (SELECT i.quarter || ' ' || p.code AS reference, i.state, i.paid_on, i.partner_id, i.gross_paisa, i.withholding_paisa, i.net_paisa FROM payout_items i JOIN partners p ON p.id = i.partner_id)
  SELECT coalesce(i.reference, b.reference) AS reference, i.state, coalesce(b.entries, 0) AS entries, b.postedOn, b.partnerId AS entryPartner, b.gross AS grossPaisa, b.withholding AS withholdingPaisa, b.net AS netPaisa,
    i.paid_on AS duePostedOn, i.partner_id AS duePartner, i.gross_paisa AS dueGross, i.withholding_paisa AS dueWithholding, i.net_paisa AS dueNet, coalesce(b.commands, 0) AS commands
  FROM item i FULL JOIN booked b ON b.reference = i.reference WHERE i.state = 'paid' OR b.entries > 0 ORDER BY 1`;

/** Payments: each paid one stands in the journal exactly once with its own figures, and nothing else does (6.4, 3.8). */
export function checkPayments(scope: Scope): Check {
  const check = new Check('payments', 'Every payment that is paid is in the journal exactly once, with its gross, withholding and net, on its day (6.4, 3.8)');
  for (const row of scope.db.iterate<Payment>(PAYMENTS)) {
    check.looked(1);
    if (row.state !== 'paid') {
      check.problem(`Payout ${row.reference} is in the journal, but the payment is ${row.state ?? 'not there'}.`);
      continue;
    }
    const due = { entries: 1, commands: 1, postedOn: row.duePostedOn, entryPartner: row.duePartner, grossPaisa: row.dueGross, withholdingPaisa: row.dueWithholding, netPaisa: row.dueNet };
    const wrong = row.entries === 0 ? 'it is paid, and is not in the journal' : differences({ ...row }, due);
    if (wrong !== null) check.problem(`Payout ${row.reference}: ${wrong}.`);
  }
  checkSetOffs(check, scope);
  return check;
}

/** Set-offs between payable and receivable are dated the close or the payment that made them (5.3). */
function checkSetOffs(check: Check, scope: Scope): void {
  for (const row of scope.db.iterate<{ id: number; reference: string; postedOn: string; due: string | null }>(
    `SELECT e.id, e.reference, e.posted_on AS postedOn, CASE WHEN m.month IS NOT NULL THEN date(m.month || '-01', '+1 month', '-1 day') ELSE (SELECT min(o.posted_on) FROM journal_entries o WHERE o.event = 'payout' AND o.reference = e.reference AND o.recorded_seq = e.recorded_seq) END AS due
     FROM journal_entries e LEFT JOIN months m ON m.month = e.reference AND m.close_seq = e.recorded_seq WHERE e.event = 'receivable' AND due IS NOT e.posted_on ORDER BY e.id`,
  )) {
    check.problem(`Entry ${row.id} (receivable ${row.reference}) is dated ${row.postedOn}; the close or payment it belongs to is dated ${row.due ?? 'nowhere'}.`);
  }
}
