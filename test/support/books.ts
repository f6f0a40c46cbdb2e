import { auditHash } from '../../src/app/audit.ts';
import { openDatabase } from '../../src/db/open.ts';
import type { Connection, ReadDb } from '../../src/db/tx.ts';

interface Entry {
  readonly id: number;
  readonly event: string;
  readonly debit: number;
  readonly credit: number;
  readonly odd: number;
}

interface Identity {
  readonly partner: string;
  readonly posted: number;
  readonly paid: number;
  readonly balance: number;
  readonly payable: number;
  readonly receivable: number;
}

interface AuditRow {
  readonly seq: number;
  readonly at: string;
  readonly businessDate: string;
  readonly actor: string;
  readonly host: string;
  readonly procedure: string;
  readonly requestId: string | null;
  readonly inputSha256: string;
  readonly outcome: string;
  readonly changesJson: string;
  readonly appVersion: string;
  readonly previousHash: string;
  readonly hash: string;
}

/** What is wrong with the books of a file, in words; empty when all holds. Own arithmetic over the raw tables, none of the product's. */
export function booksProblems(path: string): string[] {
  const connection = openDatabase(path, { readonly: true });
  try {
    return [
      ...structureProblems(connection),
      ...journalProblems(connection),
      ...identityProblems(connection),
      ...payoutProblems(connection),
      ...chainProblems(connection),
    ];
  } finally {
    connection.close();
  }
}

function structureProblems({ raw }: Connection): string[] {
  const integrity = raw.pragma('integrity_check', { simple: true }) as string;
  const broken = raw.pragma('foreign_key_check') as unknown[];
  return [...(integrity === 'ok' ? [] : [`integrity_check: ${integrity}`]), ...(broken.length === 0 ? [] : [`${broken.length} broken references`])];
}

/** 3.8: every entry balances, no line stands on both sides or on none, every line of a partner's account names the partner. */
function journalProblems(db: ReadDb): string[] {
  const entries = db.all<Entry>(
    `SELECT e.id, e.event, coalesce(sum(l.debit_paisa), 0) AS debit, coalesce(sum(l.credit_paisa), 0) AS credit,
       count(*) FILTER (WHERE l.debit_paisa < 0 OR l.credit_paisa < 0 OR (l.debit_paisa = 0) = (l.credit_paisa = 0)
         OR (l.account IN ('partner_payable', 'clawback_receivable', 'withholding_payable')) <> (l.partner_id IS NOT NULL)) AS odd
     FROM journal_entries e LEFT JOIN journal_lines l ON l.entry_id = e.id GROUP BY e.id`,
  );
  return entries
    .filter((entry) => entry.debit !== entry.credit || entry.debit === 0 || entry.odd > 0)
    .map((entry) => `entry ${entry.id} (${entry.event}): ${entry.debit} against ${entry.credit}, ${entry.odd} odd lines`);
}

/** C2: posted = paid + balance; balance = payable − receivable of the journal, and neither of the two is negative. */
function identityProblems(db: ReadDb): string[] {
  const side = (account: string, sign: string): string =>
    `coalesce((SELECT sum(${sign}(l.debit_paisa - l.credit_paisa)) FROM journal_lines l WHERE l.account = '${account}' AND l.partner_id = p.id), 0)`;
  const rows = db.all<Identity>(
    `SELECT p.code AS partner, coalesce((SELECT sum(a.amount_paisa) FROM accrual_lines a WHERE a.partner_id = p.id), 0) AS posted,
       coalesce((SELECT sum(i.gross_paisa) FROM payout_items i WHERE i.partner_id = p.id AND i.state = 'paid'), 0) AS paid,
       coalesce((SELECT b.balance_paisa FROM partner_balances b WHERE b.partner_id = p.id), 0) AS balance,
       ${side('partner_payable', '-')} AS payable, ${side('clawback_receivable', '')} AS receivable
     FROM partners p`,
  );
  return rows
    .filter((row) => row.posted - row.paid !== row.balance || row.payable - row.receivable !== row.balance || row.payable < 0 || row.receivable < 0)
    .map((row) => `identity of ${row.partner}: ${JSON.stringify(row)}`);
}

/** 6.2 and 6.3: opening + movements = gross + carried, net = gross − withholding, all of them what the lines say. */
function payoutProblems(db: ReadDb): string[] {
  const rows = db.all<{ what: string }>(
    `SELECT quarter || ' ' || partner_id AS what FROM payout_items
     WHERE opening_paisa + accrued_paisa + adjustments_paisa + clawback_paisa <> gross_paisa + carried_paisa
       OR net_paisa <> gross_paisa - withholding_paisa OR gross_paisa < 0 OR net_paisa < 0 OR (state = 'rolled') <> (gross_paisa = 0)`,
  );
  const months = db.all<{ what: string }>(
    `SELECT m.month || ' ' || m.partner_id AS what FROM partner_months m WHERE m.accrued_paisa + m.adjustments_paisa + m.clawback_paisa
       <> (SELECT coalesce(sum(a.amount_paisa), 0) FROM accrual_lines a WHERE a.partner_id = m.partner_id AND a.posted_in = m.month)`,
  );
  return [...rows.map((row) => `payout ${row.what} does not add up`), ...months.map((row) => `totals of ${row.what} differ from the lines`)];
}

/** D6: sequence without gaps, every hash right, every row chained to the one before. */
export function chainProblems(db: ReadDb): string[] {
  const rows = db.all<AuditRow>(
    `SELECT seq, at, business_date AS businessDate, actor, host, procedure, request_id AS requestId, input_sha256 AS inputSha256, outcome,
       changes_json AS changesJson, app_version AS appVersion, previous_hash AS previousHash, hash FROM audit_rows ORDER BY seq`,
  );
  const problems: string[] = [];
  let before = '';
  for (const [index, row] of rows.entries()) {
    const { seq, appVersion, previousHash, hash, ...entry } = row;
    if (seq !== index + 1) problems.push(`audit row ${seq} stands at place ${index + 1}`);
    if (previousHash !== before) problems.push(`audit row ${seq} is not chained to the one before`);
    if (auditHash(seq, entry, appVersion, previousHash) !== hash) problems.push(`audit row ${seq} was changed`);
    before = hash;
  }
  return problems;
}

/** Number and outcomes of the audit rows, oldest first. */
export function auditOf(path: string): { procedure: string; outcome: string; actor: string }[] {
  const connection = openDatabase(path, { readonly: true });
  try {
    return connection.all('SELECT procedure, outcome, actor FROM audit_rows ORDER BY seq');
  } finally {
    connection.close();
  }
}
