/** A closed quarter as someone without this application would hold it: the accrued lines with their partners, and the rates of partners by month. */
import { openDatabase } from '../../src/db/open.ts';
import type { Month } from '../../src/shared/calendar.ts';

export interface BookRate {
  readonly partner: string;
  readonly month: Month;
  readonly rateBps: number;
}

export interface BookLine {
  /** The month in which it is accrued; a late line has an earlier `period`. */
  readonly postedIn: Month;
  readonly period: Month;
  readonly partner: string;
  readonly deal: string;
  /** Empty on a completion. */
  readonly invoiceNo: string;
  readonly basePaisa: number;
  /** The deal's own rate; 0 where the partner's rate of the month applies. */
  readonly ownRateBps: number;
  readonly commissionPaisa: number;
}

/** Commission by partner, in the order of their codes; partners without any are left out. */
export type PartnerTotals = readonly (readonly [partner: string, paisa: number])[];

export interface QuarterBook {
  readonly months: readonly Month[];
  readonly rates: readonly BookRate[];
  readonly lines: readonly BookLine[];
  /** From the totals kept at each close: what every contender has to reach to the paisa. */
  readonly totals: PartnerTotals;
}

/** A program that sums the quarter its own way. */
export interface QuarterPeer {
  readonly program: string;
  readonly what: string;
  /** The part of its time that ours may take. */
  readonly goal: number;
  readonly prepare: (book: QuarterBook) => Promise<void> | void;
  /** The program with nothing to work on: this much of its time is its start. */
  readonly idle: () => void;
  readonly run: () => void;
  /** What the last run found. */
  readonly totals: () => PartnerTotals;
}

const LINES = `SELECT a.posted_in AS postedIn, a.period, p.code AS partner, d.code AS deal, coalesce(a.invoice_no, '') AS invoiceNo, a.base_paisa AS basePaisa,
    iif(a.rate_source = 'deal', a.rate_bps, 0) AS ownRateBps, a.amount_paisa AS commissionPaisa
  FROM accrual_lines a JOIN partners p ON p.id = a.partner_id JOIN deals d ON d.id = a.deal_id ORDER BY a.id`;

const RATES = `SELECT DISTINCT p.code AS partner, a.period AS month, a.rate_bps AS rateBps
  FROM accrual_lines a JOIN partners p ON p.id = a.partner_id WHERE a.rate_source <> 'deal' ORDER BY p.id, a.period`;

const TOTALS = `SELECT p.code AS partner, sum(m.accrued_paisa + m.adjustments_paisa + m.clawback_paisa) AS paisa
  FROM partner_months m JOIN partners p ON p.id = m.partner_id GROUP BY p.id`;

/** Reads a file whose only closed months are `months`, under rates by partner and month (2.6 `current-tier`). */
export function readQuarterBook(path: string, months: readonly Month[]): QuarterBook {
  const connection = openDatabase(path, { readonly: true });
  try {
    const totals = connection.all<{ partner: string; paisa: number }>(TOTALS).map((row) => [row.partner, row.paisa] as const);
    return { months, rates: connection.all<BookRate>(RATES), lines: connection.all<BookLine>(LINES), totals: sortedTotals(totals) };
  } finally {
    connection.close();
  }
}

export function sortedTotals(totals: PartnerTotals): PartnerTotals {
  return totals.filter(([, paisa]) => paisa !== 0).sort(([a], [b]) => (a < b ? -1 : 1));
}
