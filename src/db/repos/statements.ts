import type { Month } from '../../shared/calendar.ts';
import { type IsoDate, monthsOf, type Quarter } from '../../shared/calendar.ts';
import type { AccrualKind, ContractType, Tier } from '../../shared/vocab.ts';
import type { ReadDb, WriteDb } from '../tx.ts';

export interface StatementLineRow {
  readonly id: number;
  readonly partner: string;
  readonly deal: string;
  readonly client: string;
  readonly contractType: ContractType;
  readonly contractValuePaisa: number;
  readonly kind: AccrualKind;
  readonly period: Month;
  readonly postedIn: Month;
  readonly invoiceNo: string | null;
  readonly billedPaisa: number;
  readonly rateBps: number;
  readonly tier: Tier;
  readonly amountPaisa: number;
  readonly reversesId: number | null;
}

const LINE = `SELECT a.id, p.code AS partner, d.code AS deal, d.client, d.contract_type AS contractType, d.contract_value_paisa AS contractValuePaisa, a.kind, a.period, a.posted_in AS postedIn,
  a.invoice_no AS invoiceNo, a.base_paisa AS billedPaisa, a.rate_bps AS rateBps, a.tier, a.amount_paisa AS amountPaisa, a.reverses_id AS reversesId
  FROM accrual_lines a JOIN deals d ON d.id = a.deal_id JOIN partners p ON p.id = a.partner_id`;

/** What was posted to a partner in a quarter, by deal and billing month. */
export function loadStatementLines(db: ReadDb, of: Quarter, partnerId: number): StatementLineRow[] {
  return db.all<StatementLineRow>(`${LINE} WHERE a.posted_in IN (?, ?, ?) AND a.partner_id = ? ORDER BY d.code, a.period, a.id`, [...monthsOf(of), partnerId]);
}

export function findStatementLine(db: ReadDb, id: number): StatementLineRow | undefined {
  return db.get<StatementLineRow>(`${LINE} WHERE a.id = ?`, [id]);
}

/** How many lines each partner's statement has. */
export function countStatementLines(db: ReadDb, of: Quarter): Map<number, number> {
  return new Map(
    db
      .all<{ partnerId: number; lines: number }>(
        'SELECT partner_id AS partnerId, sum(line_count) AS lines FROM partner_months WHERE quarter = ? GROUP BY partner_id',
        [of],
      )
      .map((row) => [row.partnerId, row.lines]),
  );
}

/** The business date on which a quarter's run was approved: the date of its statements (6.5); null before. */
export function findStatementDay(db: ReadDb, of: Quarter): IsoDate | null {
  return (
    db.get<{ day: IsoDate }>(
      `SELECT a.business_date AS day FROM payout_events e JOIN audit_rows a ON a.seq = e.recorded_seq WHERE e.quarter = ? AND e.partner_id IS NULL AND e.state = 'approved' ORDER BY e.id LIMIT 1`,
      [of],
    )?.day ?? null
  );
}

/** What a statement bore on the day of its issue, beside figures that do not change. */
export interface IssuedFacts {
  readonly issuer: {
    readonly legalName: string;
    readonly address: string;
    readonly ntn: string;
    readonly strn: string;
    readonly phone: string;
    readonly email: string;
  };
  readonly partner: {
    readonly name: string;
    readonly address: string;
    readonly contact: string;
    readonly ntn: string;
    readonly cnicMasked: string;
  };
  readonly payment: { readonly bankTitle: string; readonly bankName: string; readonly ibanMasked: string };
  /** By code of the deal. */
  readonly deals: Readonly<Record<string, { readonly client: string; readonly contractType: ContractType; readonly contractValuePaisa: number }>>;
}

export interface IssueRow {
  readonly revision: number;
  readonly number: string;
  readonly issuedOn: IsoDate;
  readonly reason: string;
  readonly changed: readonly string[];
  readonly facts: IssuedFacts;
}

/** The issues of a statement, first to last. */
export function loadIssues(db: ReadDb, of: Quarter, partnerId: number): IssueRow[] {
  return db
    .all<Omit<IssueRow, 'changed' | 'facts'> & { changedJson: string; factsJson: string }>(
      `SELECT revision, number, issued_on AS issuedOn, reason, changed_json AS changedJson, facts_json AS factsJson
       FROM statement_issues WHERE quarter = ? AND partner_id = ? ORDER BY revision`,
      [of, partnerId],
    )
    .map(({ changedJson, factsJson, ...row }) => ({ ...row, changed: JSON.parse(changedJson) as string[], facts: JSON.parse(factsJson) as IssuedFacts }));
}

/** How often each partner's statement of a quarter was issued; who is not there has a draft. */
export function countIssues(db: ReadDb, of: Quarter): Map<number, number> {
  return new Map(
    db
      .all<{ partnerId: number; revision: number }>(
        'SELECT partner_id AS partnerId, max(revision) AS revision FROM statement_issues WHERE quarter = ? GROUP BY partner_id',
        [of],
      )
      .map(({ partnerId, revision }) => [partnerId, revision]),
  );
}

export function insertIssue(db: WriteDb, of: Quarter, partnerId: number, issue: IssueRow, recordedSeq: number): void {
  db.run(
    `INSERT INTO statement_issues (quarter, partner_id, revision, number, issued_on, reason, changed_json, facts_json, recorded_seq)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [of, partnerId, issue.revision, issue.number, issue.issuedOn, issue.reason, JSON.stringify(issue.changed), JSON.stringify(issue.facts), recordedSeq],
  );
}
