// Section 4: one deal and one month, as known now.

import { addMonths, lastDayOf, monthOf } from './dates.ts';
import { isFixedPrice } from './facts.ts';
import { isExceptionCompletion, isExceptionLine, type KnownDeal, type RateOf } from './ledger.ts';
import { jsonNumber, share, sum } from './money.ts';
import { policyOn, type TermsFile } from './terms.ts';

export type Status = 'exception' | 'matched' | 'unexpected' | 'missing' | 'under_billed' | 'over_billed';

export type ReconciliationRow = {
  deal: string;
  expectedPaisa: number;
  billedPaisa: number;
  expectedCommissionPaisa: number;
  accruedPaisa: number;
  status: Status;
  beyondTerm: boolean;
};

function isAfterTerm(known: KnownDeal, month: string): boolean {
  const { startOn, durationMonths } = known.deal;
  return durationMonths !== null && month >= addMonths(monthOf(startOn), durationMonths);
}

function expectedOf(known: KnownDeal, month: string): bigint {
  const { deal } = known;
  if (isFixedPrice(deal)) {
    return deal.completedOn !== null && monthOf(deal.completedOn) === month ? deal.valuePaisa : 0n;
  }
  if (month < monthOf(deal.startOn) || isAfterTerm(known, month)) return 0n;
  if (deal.cancelledOn !== null && month > monthOf(deal.cancelledOn)) return 0n;
  return deal.expectedMonthlyPaisa;
}

// null: not listed in this month.
export function reconcile(known: KnownDeal, month: string, rateOf: RateOf, terms: TermsFile): ReconciliationRow | null {
  const { deal } = known;
  let lines = known.lines.filter((line) => line.period === month);
  if (isFixedPrice(deal)) {
    // It appears in the month of completion, with all lines up to then, and after it.
    if (deal.completedOn === null || month < monthOf(deal.completedOn)) return null;
    if (month === monthOf(deal.completedOn)) lines = known.lines.filter((line) => line.period <= month);
  }
  const expected = expectedOf(known, month);
  if (expected === 0n && lines.length === 0) return null;

  const billed = sum(lines.map((line) => line.amountPaisa));
  const accrued = known.posted.filter((line) => line.period === month && (line.kind === 'recurring' || line.kind === 'fixed_price'));
  const expectedCommission = expected === 0n ? 0n : share(expected, rateOf(deal, lastDayOf(month)));
  const { status, beyondTerm } = statusOf(known, month, expected, billed, lines, terms);
  return {
    deal: deal.code,
    expectedPaisa: jsonNumber(expected),
    billedPaisa: jsonNumber(billed),
    expectedCommissionPaisa: jsonNumber(expectedCommission),
    accruedPaisa: jsonNumber(sum(accrued.map((line) => line.amountPaisa))),
    status,
    beyondTerm,
  };
}

// The first that fits.
function statusOf(
  known: KnownDeal,
  month: string,
  expected: bigint,
  billed: bigint,
  lines: KnownDeal['lines'],
  terms: TermsFile,
): { status: Status; beyondTerm: boolean } {
  const { deal } = known;
  const isMonthOfCompletion = deal.completedOn !== null && monthOf(deal.completedOn) === month;
  if (lines.some((line) => isExceptionLine(known, line, terms)) || (isMonthOfCompletion && isExceptionCompletion(known))) {
    return { status: 'exception', beyondTerm: false };
  }
  if (expected === 0n) {
    const ended = deal.cancelledOn !== null && month > monthOf(deal.cancelledOn);
    const beyondTerm = !isFixedPrice(deal) && isAfterTerm(known, month) && !ended;
    return { status: beyondTerm ? 'matched' : 'unexpected', beyondTerm };
  }
  if (lines.length === 0) return { status: 'missing', beyondTerm: false };
  const tolerance = policyOn(terms, lastDayOf(month)).tolerancePaisa;
  if (billed < expected - tolerance) return { status: 'under_billed', beyondTerm: false };
  if (billed > expected + tolerance) return { status: 'over_billed', beyondTerm: false };
  return { status: 'matched', beyondTerm: false };
}
