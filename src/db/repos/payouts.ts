import type { QuarterSums, RunState } from '../../domain/payouts.ts';
import { addMonths, lastMonthOf, type Month, monthsOf, type Quarter, quarterOf } from '../../shared/calendar.ts';
import { type Paisa, paisa, ZERO_PAISA } from '../../shared/paisa.ts';
import type { Bps } from '../../shared/rate.ts';
import type { HoldReason, PayoutState, TaxStanding } from '../../shared/vocab.ts';
import type { ReadDb } from '../tx.ts';

export interface RunRow {
  readonly quarter: Quarter;
  readonly state: Exclude<RunState, 'none'>;
  readonly dueOn: string;
  readonly valueOn: string;
  readonly termsVersionId: number;
  readonly digest: string;
  readonly proposedBy: string;
  readonly approvedBy: string | null;
  /** Audit number of the latest act on the run or one of its payments. */
  readonly version: number;
}

export interface ItemRow {
  readonly id: number;
  readonly quarter: Quarter;
  readonly partnerId: number;
  readonly partner: string;
  readonly openingPaisa: Paisa;
  readonly accruedPaisa: Paisa;
  readonly adjustmentsPaisa: Paisa;
  readonly clawbackPaisa: Paisa;
  readonly grossPaisa: Paisa;
  readonly withholdingPaisa: Paisa;
  readonly netPaisa: Paisa;
  readonly carriedPaisa: Paisa;
  readonly settlesFrom: Month | null;
  readonly settlesTo: Month | null;
  readonly withholdingBasePaisa: Paisa;
  readonly withholdingRateBps: Bps | null;
  readonly withholdingSection: string | null;
  readonly withholdingReference: string | null;
  readonly standing: TaxStanding | null;
  readonly state: PayoutState;
  readonly holdReason: HoldReason | null;
  /** Counts the steps of this payment on from its proposal, so that a payment proposed anew never has an old number. */
  readonly version: number;
}

export function findRun(db: ReadDb, of: Quarter): RunRow | undefined {
  return db.get<RunRow>(
    `SELECT quarter, state, due_on AS dueOn, value_on AS valueOn, terms_version_id AS termsVersionId, digest, proposed_by AS proposedBy, approved_by AS approvedBy,
       (SELECT max(e.recorded_seq) FROM payout_events e WHERE e.quarter = payout_runs.quarter) AS version
     FROM payout_runs WHERE quarter = ?`,
    [of],
  );
}

/** Every run with its state and the day it is paid on. */
export function loadRunDays(db: ReadDb): Pick<RunRow, 'quarter' | 'state' | 'valueOn'>[] {
  return db.all('SELECT quarter, state, value_on AS valueOn FROM payout_runs ORDER BY quarter');
}

export function loadItems(db: ReadDb, of: Quarter): ItemRow[] {
  return db.all<ItemRow>(
    `SELECT i.id, i.quarter, i.partner_id AS partnerId, p.code AS partner, opening_paisa AS openingPaisa, accrued_paisa AS accruedPaisa, adjustments_paisa AS adjustmentsPaisa, clawback_paisa AS clawbackPaisa,
       gross_paisa AS grossPaisa, withholding_paisa AS withholdingPaisa, net_paisa AS netPaisa, carried_paisa AS carriedPaisa, settles_from AS settlesFrom, settles_to AS settlesTo,
       withholding_base_paisa AS withholdingBasePaisa, withholding_rate_bps AS withholdingRateBps, withholding_section AS withholdingSection, withholding_reference AS withholdingReference,
       standing, i.state, hold_reason AS holdReason, i.version + (SELECT r.recorded_seq FROM payout_runs r WHERE r.quarter = i.quarter) AS version
     FROM payout_items i JOIN partners p ON p.id = i.partner_id WHERE i.quarter = ? ORDER BY p.code`,
    [of],
  );
}

/** What was said at the last step of each payment of a run. */
export function loadNotes(db: ReadDb, of: Quarter): Map<number, string> {
  return new Map(
    db
      .all<{ partnerId: number; reason: string }>(
        'SELECT partner_id AS partnerId, reason FROM payout_events WHERE quarter = ? AND partner_id IS NOT NULL AND reason IS NOT NULL ORDER BY id',
        [of],
      )
      .map((row) => [row.partnerId, row.reason]),
  );
}

/** Sums posted per partner in a quarter. A close refuses what whole numbers cannot hold, so these are exact. */
export function loadQuarterSums(db: ReadDb, of: Quarter): Map<number, QuarterSums> {
  return new Map(
    db
      .all<QuarterSums & { readonly partnerId: number }>(
        `SELECT partner_id AS partnerId, sum(accrued_paisa) AS accruedPaisa, sum(adjustments_paisa) AS adjustmentsPaisa, sum(clawback_paisa) AS clawbackPaisa
         FROM partner_months INDEXED BY partner_months_by_quarter WHERE quarter = ? GROUP BY partner_id`,
        [of],
      )
      .map((row) => [row.partnerId, row]),
  );
}

/** The last run before a quarter, with what it carried: where the sums of later quarters start from. */
export function loadCarried(db: ReadDb, before: Quarter): { quarter: Quarter | null; carried: Map<number, Paisa> } {
  const last = db.get<{ quarter: Quarter }>('SELECT quarter FROM payout_runs WHERE quarter < ? ORDER BY quarter DESC LIMIT 1', [before])?.quarter ?? null;
  const carried = new Map<number, Paisa>();
  if (last !== null) {
    for (const row of db.all<{ partnerId: number; carried: number }>(
      'SELECT partner_id AS partnerId, carried_paisa AS carried FROM payout_items WHERE quarter = ? AND carried_paisa <> 0',
      [last],
    ))
      carried.set(row.partnerId, paisa(row.carried));
  }
  return { quarter: last, carried };
}

export function firstPostedMonth(db: ReadDb): Month | null {
  return db.get<{ month: Month | null }>('SELECT min(month) AS month FROM partner_months')?.month ?? null;
}

/** The last month of posting that each partner's earlier payments settled. */
export function loadSettledThrough(db: ReadDb, before: Quarter): Map<number, Month> {
  return new Map(
    db
      .all<{ partnerId: number; to: Month | null }>(
        // one hop along (partner, quarter) for each partner, however many quarters were paid
        `SELECT p.id AS partnerId, (SELECT i.settles_to FROM payout_items i WHERE i.partner_id = p.id AND i.quarter < ? AND i.settles_to IS NOT NULL ORDER BY i.quarter DESC LIMIT 1) AS "to"
         FROM partners p`,
        [before],
      )
      .flatMap((row): [number, Month][] => (row.to === null ? [] : [[row.partnerId, row.to]])),
  );
}

/** Clawbacks posted in a partner's unsettled months that take back commission an earlier payment settled (6.3, `before_set_off`); negative. */
export function clawbackOfPaid(db: ReadDb, partnerId: number, settledThrough: Month | null, through: Month): Paisa {
  if (settledThrough === null) return ZERO_PAISA;
  const row = db.get<{ total: number | null }>(
    `SELECT sum(c.amount_paisa) AS total FROM accrual_lines c JOIN accrual_lines a ON a.id = c.reverses_id
     WHERE c.posted_in > :after AND c.posted_in <= :through AND c.partner_id = :partnerId AND c.kind = 'clawback' AND a.posted_in <= :after`,
    { after: settledThrough, through, partnerId },
  );
  return paisa(row?.total ?? 0);
}

export function openMonthsOf(db: ReadDb, of: Quarter): Month[] {
  const closed = new Set(
    db.all<{ month: string }>('SELECT month FROM months WHERE month >= ? AND month <= ?', [monthsOf(of)[0], lastMonthOf(of)]).map((row) => row.month),
  );
  const first = db.get<{ month: Month | null }>('SELECT min(month) AS month FROM months')?.month ?? null;
  return monthsOf(of).filter((month) => !closed.has(month) && !(first !== null && month < first));
}

/** Every quarter from the one of `from` up to, not including, `to`. */
export function quartersBetween(from: Month, to: Quarter): Quarter[] {
  const quarters: Quarter[] = [];
  for (let month = from; quarterOf(month) < to; month = addMonths(lastMonthOf(quarterOf(month)), 1)) quarters.push(quarterOf(month));
  return quarters;
}

/** Audit number of the latest act on a run, or on one of its payments, before an act. */
export function lastPayoutAct(db: ReadDb, of: Quarter, before: number, partnerId: number | null = null): number | undefined {
  return db.get<{ seq: number }>(
    'SELECT recorded_seq AS seq FROM payout_events WHERE quarter = :of AND (:partnerId IS NULL OR partner_id IS NULL OR partner_id = :partnerId) AND recorded_seq < :before ORDER BY id DESC LIMIT 1',
    { of, partnerId, before },
  )?.seq;
}
