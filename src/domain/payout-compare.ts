import { negatePaisa, type Paisa, sumPaisa, ZERO_PAISA } from '../shared/paisa.ts';
import type { PayoutState } from '../shared/vocab.ts';
import type { PayoutFigures } from './payouts.ts';

/** What makes up the amount that goes out, in the order of the run's waterfall (6.2, 6.3, 6.4). */
export const OUTGOING_PARTS = ['openingPaisa', 'accruedPaisa', 'adjustmentsPaisa', 'clawbackPaisa', 'carriedPaisa', 'withholdingPaisa', 'holdPaisa'] as const;
export type OutgoingParts = Readonly<Record<(typeof OUTGOING_PARTS)[number], Paisa>>;

const NOTHING: OutgoingParts = {
  openingPaisa: ZERO_PAISA,
  accruedPaisa: ZERO_PAISA,
  adjustmentsPaisa: ZERO_PAISA,
  clawbackPaisa: ZERO_PAISA,
  carriedPaisa: ZERO_PAISA,
  withholdingPaisa: ZERO_PAISA,
  holdPaisa: ZERO_PAISA,
};

type Payment = Omit<PayoutFigures, 'grossPaisa'> & { readonly withholdingPaisa: Paisa; readonly netPaisa: Paisa; readonly state: PayoutState };

/** A payment's parts with the sign they enter with; they add up to what goes out: its net, or nothing while it is held. */
export function outgoingParts(payment: Payment | undefined): OutgoingParts {
  if (payment === undefined) return NOTHING;
  return {
    openingPaisa: payment.openingPaisa,
    accruedPaisa: payment.accruedPaisa,
    adjustmentsPaisa: payment.adjustmentsPaisa,
    clawbackPaisa: payment.clawbackPaisa,
    carriedPaisa: negatePaisa(payment.carriedPaisa),
    withholdingPaisa: negatePaisa(payment.withholdingPaisa),
    holdPaisa: payment.state === 'held' ? negatePaisa(payment.netPaisa) : ZERO_PAISA,
  };
}

export const outgoingOf = (parts: OutgoingParts): Paisa => sumPaisa(OUTGOING_PARTS.map((part) => parts[part]));

/** Part by part, this less that. */
export function differenceOf(current: OutgoingParts, before: OutgoingParts): OutgoingParts {
  return Object.fromEntries(OUTGOING_PARTS.map((part) => [part, sumPaisa([current[part], negatePaisa(before[part])])])) as Record<
    (typeof OUTGOING_PARTS)[number],
    Paisa
  >;
}
