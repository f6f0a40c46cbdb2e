// Section 6: the quarter's figures of one partner.

import { firstMonthOf, lastDayOf, lastMonthOf, paymentDateOf } from './dates.ts';
import type { Partner } from './facts.ts';
import type { Posted } from './ledger.ts';
import { jsonNumber, share, sum } from './money.ts';
import { policyOn, type Standing, type TermsFile, withholdingBps } from './terms.ts';

export type PayoutState = 'rolled' | 'held' | 'proposed' | 'approved' | 'sent' | 'paid';

export type PayoutFigures = {
  partner: string;
  opening: bigint;
  accrued: bigint;
  adjustments: bigint;
  clawback: bigint;
  gross: bigint;
  withholding: bigint;
  net: bigint;
  carried: bigint;
  state: PayoutState;
};

export type PayoutRow = {
  partner: string;
  openingPaisa: number;
  accruedPaisa: number;
  adjustmentsPaisa: number;
  clawbackPaisa: number;
  grossPaisa: number;
  withholdingPaisa: number;
  netPaisa: number;
  carriedPaisa: number;
  state: PayoutState;
};

export type Run = { quarter: string; paymentDate: string; rows: PayoutFigures[]; state: PayoutState };

// An exemption counts on its last day; after it the partner is treated as a filer.
export function standingOn(partner: Partner, date: string): Standing {
  if (partner.standing !== 'exempt') return partner.standing;
  return partner.exemptUntil !== null && date <= partner.exemptUntil ? 'exempt' : 'filer';
}

// null: no movement and no balance.
export function payoutFigures(
  partner: Partner,
  quarter: string,
  own: Posted[],
  earlierRuns: Run[],
  holidays: string[],
  terms: TermsFile,
): PayoutFigures | null {
  const first = firstMonthOf(quarter);
  const last = lastMonthOf(quarter);
  const inQuarter = own.filter((line) => line.postedIn >= first && line.postedIn <= last);
  const before = own.filter((line) => line.postedIn < first);
  const amounts = (lines: Posted[]) => sum(lines.map((line) => line.amountPaisa));
  const ofKind = (...kinds: string[]) => amounts(inQuarter.filter((line) => kinds.includes(line.kind)));

  const opening = amounts(before) - grossOf(partner, earlierRuns);
  const accrued = ofKind('recurring', 'fixed_price');
  const adjustments = ofKind('adjustment');
  const clawback = ofKind('clawback');
  if (inQuarter.length === 0 && opening === 0n) return null;

  const payable = opening + accrued + adjustments + clawback;
  const policy = policyOn(terms, lastDayOf(last));
  const minimum = policy.minimumPayoutPaisa;
  const isLastBalance = partner.status === 'terminated' && payable > 0n;
  const isPaid = payable > 0n && (payable >= minimum || isLastBalance);
  const common = { partner: partner.code, opening, accrued, adjustments, clawback };
  if (!isPaid) return { ...common, gross: 0n, withholding: 0n, net: 0n, carried: payable, state: 'rolled' };

  const paymentDate = paymentDateOf(quarter, holidays, policy.payoutDays);
  const bps = withholdingBps(terms, standingOn(partner, paymentDate), paymentDate);
  const withholding = bps === null ? 0n : share(payable, bps);
  const isHeld = bps === null || !partner.bankComplete || partner.status === 'suspended';
  const state = isHeld ? 'held' : 'proposed';
  return { ...common, gross: payable, withholding, net: payable - withholding, carried: 0n, state };
}

function grossOf(partner: Partner, runs: Run[]): bigint {
  const rows = runs.flatMap((run) => run.rows).filter((row) => row.partner === partner.code);
  return sum(rows.map((row) => row.gross));
}

export function payoutRow(figures: PayoutFigures): PayoutRow {
  return {
    partner: figures.partner,
    openingPaisa: jsonNumber(figures.opening),
    accruedPaisa: jsonNumber(figures.accrued),
    adjustmentsPaisa: jsonNumber(figures.adjustments),
    clawbackPaisa: jsonNumber(figures.clawback),
    grossPaisa: jsonNumber(figures.gross),
    withholdingPaisa: jsonNumber(figures.withholding),
    netPaisa: jsonNumber(figures.net),
    carriedPaisa: jsonNumber(figures.carried),
    state: figures.state,
  };
}
