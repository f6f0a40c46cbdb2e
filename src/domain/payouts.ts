import { addDays, type IsoDate, lastDayOf, lastMonthOf, nearestBusinessDay, type Quarter } from '../shared/calendar.ts';
import { addPaisa, negatePaisa, type Paisa, sumPaisa, ZERO_PAISA } from '../shared/paisa.ts';
import type { HoldReason, PartnerStatus, PayoutState, TaxStanding } from '../shared/vocab.ts';
import type { Terms } from './terms.ts';
import { type AppliedRate, type StandingOnDate, withholdingBase, withholdingOn } from './withholding.ts';

/** Posted sums of one partner for one quarter; clawbacks are negative. */
export interface QuarterSums {
  readonly accruedPaisa: Paisa;
  readonly adjustmentsPaisa: Paisa;
  readonly clawbackPaisa: Paisa;
}

/** 6.1: due `payoutDays` after the quarter's last day. */
export function dueOn(quarter: Quarter, terms: Terms): IsoDate {
  return addDays(lastDayOf(lastMonthOf(quarter)), terms.payoutDays);
}

/** 6.3: the payment date is the due date, or the last (policy: next) bank business day where it is none. */
export function valueOn(due: IsoDate, terms: Terms, holidays: ReadonlySet<string>): IsoDate {
  return nearestBusinessDay(due, terms.paymentDay === 'later' ? 1 : -1, holidays);
}

/** 6.2: all or nothing: at least the minimum is paid in full, less rolls on; a terminated partner's last positive balance is paid whatever its size. */
export function grossOf(payable: Paisa, status: PartnerStatus, terms: Terms): Paisa {
  if (payable <= 0) return ZERO_PAISA;
  return payable >= terms.minimumPayoutPaisa || status === 'terminated' ? payable : ZERO_PAISA;
}

export interface PayoutFigures extends QuarterSums {
  readonly openingPaisa: Paisa;
  readonly grossPaisa: Paisa;
  readonly carriedPaisa: Paisa;
}

/** 6.2: opening + accrued + adjustments + clawbacks = gross + carried. */
export function figuresOf(openingPaisa: Paisa, sums: QuarterSums, status: PartnerStatus, terms: Terms): PayoutFigures {
  const payable = sumPaisa([openingPaisa, sums.accruedPaisa, sums.adjustmentsPaisa, sums.clawbackPaisa]);
  const grossPaisa = grossOf(payable, status, terms);
  return { ...sums, openingPaisa, grossPaisa, carriedPaisa: addPaisa(payable, negatePaisa(grossPaisa)) };
}

export interface Withheld {
  readonly standing: TaxStanding;
  readonly basePaisa: Paisa;
  readonly withholdingPaisa: Paisa;
  readonly netPaisa: Paisa;
  readonly rate: AppliedRate;
  readonly warnings: readonly string[];
}

/** 6.3: withholding on a gross; without a rate nothing is withheld and the payment is held (or the run blocked). */
export function withhold(grossPaisa: Paisa, clawbackOfPaid: Paisa, standing: StandingOnDate, rate: AppliedRate, terms: Terms): Withheld {
  const basePaisa = withholdingBase(grossPaisa, clawbackOfPaid, terms);
  const withholdingPaisa = rate.ok ? withholdingOn(basePaisa, rate.rateBps, terms) : ZERO_PAISA;
  return {
    standing: standing.standing,
    basePaisa,
    withholdingPaisa,
    netPaisa: addPaisa(grossPaisa, negatePaisa(withholdingPaisa)),
    rate,
    warnings: standing.warnings,
  };
}

export interface BankDetails {
  readonly bankTitle: string | null;
  readonly iban: string | null;
  readonly isIbanValid: boolean;
}

/** 6.4: why a payment must be held; null when nothing stands in its way. */
export function holdReasonOf(status: PartnerStatus, bank: BankDetails, rate: AppliedRate): HoldReason | null {
  if (status === 'suspended') return 'suspended';
  if (!rate.ok) return 'tax_treatment_missing';
  if (bank.iban === null || bank.bankTitle === null) return 'bank_details_missing';
  return bank.isIbanValid ? null : 'bank_details_invalid';
}

export type RunState = 'none' | 'proposed' | 'approved' | 'sent' | 'paid';
export type RunAct = 'propose' | 'approve' | 'send' | 'pay';

/** 6.4: what may be done with a run; the answer is why not, or null. `counts` are payments by state. */
export function refusalOf(act: RunAct, run: RunState, counts: Readonly<Partial<Record<PayoutState, number>>>): string | null {
  const has = (...states: PayoutState[]): boolean => states.some((state) => (counts[state] ?? 0) > 0);
  switch (act) {
    case 'propose':
      return run === 'none' || run === 'proposed' ? null : `it is ${run} already; an approved run does not change`;
    case 'approve':
      return run === 'proposed' ? null : run === 'none' ? 'propose it first' : `it is ${run} already`;
    case 'send':
      if (run === 'none' || run === 'proposed') return 'approve it first';
      return run === 'approved' || has('approved', 'failed') ? null : 'nothing is waiting to be sent';
    case 'pay':
      if (run === 'none' || run === 'proposed') return 'approve and send it first';
      return run === 'sent' || has('sent') ? null : run === 'approved' ? 'send it first' : 'everything sent is paid already';
  }
}

/** 6.4: the states a payment can go through; anything else is refused. */
const PAYMENT_STEPS: Readonly<Record<PayoutState, readonly PayoutState[]>> = {
  rolled: [],
  proposed: ['held', 'approved'],
  held: ['proposed', 'approved'],
  approved: ['held', 'sent'],
  sent: ['paid', 'failed'],
  failed: ['sent', 'held'],
  paid: [],
};

export function mayStep(from: PayoutState, to: PayoutState): boolean {
  return PAYMENT_STEPS[from].includes(to);
}
