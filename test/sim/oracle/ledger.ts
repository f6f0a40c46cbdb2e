// Sections 2.6, 3 and 5: what is posted at which close. Lines are only ever added.

import { lastDayOf, monthOf } from './dates.ts';
import { type BillingLine, type Deal, isClawedBack, isFixedPrice } from './facts.ts';
import { share } from './money.ts';
import type { TermsFile } from './terms.ts';

export type Kind = 'recurring' | 'fixed_price' | 'clawback' | 'adjustment';

export type Posted = {
  deal: string;
  partner: string;
  period: string;
  postedIn: string;
  kind: Kind;
  invoiceNo: string | null;
  basePaisa: bigint;
  rateBps: number;
  amountPaisa: bigint;
  // On an accrued line: taken back by a later line.
  isReversed: boolean;
};

// A billing line with its history. `closesBefore`: how many closes had been made when it arrived.
export type KnownLine = BillingLine & { closesBefore: number; isPosted: boolean };

// A deal with its history.
export type KnownDeal = {
  deal: Deal;
  lines: KnownLine[];
  completionClosesBefore: number;
  completionIsPosted: boolean;
  // Which close (0 the first) posted, or would have posted, the clawback.
  clawbackClose: number | null;
  posted: Posted[];
};

// The rate that 1.6 gives for a deal on a date, as known now.
export type RateOf = (deal: Deal, date: string) => number;

// Rule 3.5, by what is known now.
export function isExceptionLine(known: KnownDeal, line: KnownLine, terms: TermsFile): boolean {
  const { deal } = known;
  if (isFixedPrice(deal)) return false;
  if (line.period < monthOf(deal.startOn)) return true;
  if (deal.cancelledOn === null) return false;
  if (line.period > monthOf(deal.cancelledOn)) return true;
  if (!isClawedBack(deal, terms)) return false;
  if (line.period >= monthOf(deal.cancelledOn)) return true;
  return cameAfterClawback(known, line.closesBefore);
}

export function isExceptionCompletion(known: KnownDeal): boolean {
  const { deal } = known;
  if (!isFixedPrice(deal) || deal.completedOn === null) return false;
  if (deal.cancelledOn !== null && deal.completedOn > deal.cancelledOn) return true;
  return cameAfterClawback(known, known.completionClosesBefore);
}

function cameAfterClawback(known: KnownDeal, closesBefore: number): boolean {
  return known.clawbackClose !== null && closesBefore > known.clawbackClose;
}

// Rule 3.6, for one deal: late lines, the month's own, completions, then clawbacks and corrections.
export function closeDeal(known: KnownDeal, month: string, closeNumber: number, rateOf: RateOf, terms: TermsFile): void {
  postLines(known, month, rateOf, terms);
  postCompletion(known, month, rateOf);
  if (isClawedBack(known.deal, terms)) clawBack(known, month, closeNumber);
  else correct(known, month);
}

function postLines(known: KnownDeal, month: string, rateOf: RateOf, terms: TermsFile): void {
  if (isFixedPrice(known.deal)) return;
  for (const line of known.lines) {
    if (line.isPosted || line.period > month || isExceptionLine(known, line, terms)) continue;
    line.isPosted = true;
    post(known, 'recurring', line.period, month, line.invoiceNo, line.amountPaisa, rateOf);
  }
}

function postCompletion(known: KnownDeal, month: string, rateOf: RateOf): void {
  const { deal } = known;
  if (!isFixedPrice(deal) || deal.completedOn === null || known.completionIsPosted) return;
  if (monthOf(deal.completedOn) > month || isExceptionCompletion(known)) return;
  known.completionIsPosted = true;
  post(known, 'fixed_price', monthOf(deal.completedOn), month, null, deal.valuePaisa, rateOf);
}

function post(known: KnownDeal, kind: Kind, period: string, postedIn: string, invoiceNo: string | null, basePaisa: bigint, rateOf: RateOf): void {
  const { deal } = known;
  const rateBps = rateOf(deal, lastDayOf(period));
  known.posted.push({
    deal: deal.code,
    partner: deal.partner,
    period,
    postedIn,
    kind,
    invoiceNo,
    basePaisa,
    rateBps,
    amountPaisa: share(basePaisa, rateBps),
    isReversed: false,
  });
}

// Rules 5.1, 5.2: everything accrued on the deal, one line per accrued line.
function clawBack(known: KnownDeal, month: string, closeNumber: number): void {
  const { cancelledOn } = known.deal;
  if (cancelledOn === null || monthOf(cancelledOn) > month || known.clawbackClose !== null) return;
  known.clawbackClose = closeNumber;
  for (const line of standingAccruals(known)) reverse(known, line, month, 'clawback');
}

// Rule 3.5: a cancellation known late takes back what was accrued and should not have been.
function correct(known: KnownDeal, month: string): void {
  const { cancelledOn, completedOn } = known.deal;
  if (cancelledOn === null) return;
  for (const line of standingAccruals(known)) {
    const isWrong = line.kind === 'fixed_price' ? completedOn !== null && completedOn > cancelledOn : line.period > monthOf(cancelledOn);
    if (isWrong) reverse(known, line, month, 'adjustment');
  }
}

function standingAccruals(known: KnownDeal): Posted[] {
  return known.posted.filter((line) => (line.kind === 'recurring' || line.kind === 'fixed_price') && !line.isReversed);
}

function reverse(known: KnownDeal, line: Posted, month: string, kind: Kind): void {
  line.isReversed = true;
  const basePaisa = -line.basePaisa;
  const amountPaisa = -line.amountPaisa;
  known.posted.push({ ...line, postedIn: month, kind, basePaisa, amountPaisa, isReversed: false });
}
