import type { Parsed } from '../contract/index.ts';
import type { ProofNode } from '../contract/proof.ts';
import { isoDate } from '../shared/calendar.ts';
import type { QueryContext } from './context.ts';
import { billingLinesProof } from './proof/billing.ts';
import { billingProof, dealTotalProof, exceptionProof } from './proof/deals.ts';
import { accountProof, entryProof } from './proof/journal.ts';
import { lineProof, registeredRateProof } from './proof/lines.ts';
import { monthProof, partnerTotalProof, previewProof } from './proof/months.ts';
import { Budget } from './proof/node.ts';
import { balanceProof, payoutProof, payoutTotalProof, type WorkOut, withholdingRateProof } from './proof/payouts.ts';
import { queueProof } from './proof/queues.ts';
import { reconciliationProof, reconciliationTotalProof } from './proof/reconciliation.ts';
import { countProof, missingProof, partnerOf, partnerRateProof, tierChangeProof, tierPartnersProof, tierProof, tierTermsProof } from './proof/tiers.ts';

export { accrualsTotalProof, dealsTotalProof, partnersTotalProof } from './proof/lists.ts';

/** Subjects that a list answers with its own filter; the composition hands it in. */
export type ListSubject = Extract<Parsed<'proof.of'>, { kind: 'accrualsTotal' | 'dealsTotal' | 'partnersTotal' }>;
type OwnSubject = Exclude<Parsed<'proof.of'>, ListSubject>;
type TierSubject = Extract<OwnSubject, { kind: 'tier' | 'count' | 'missing' | 'tierChange' | 'tierTerms' | 'tierPartners' | 'partnerRate' | 'rate' }>;

/**
 * The whole derivation of a figure: every step with its rule and terms version, down to rows of the imported files. What is in it adds up
 * (`proofProblems` of domain/proof.ts checks it); large sums stop at subtotals that name the deeper subject.
 * @throws AppError NOT_FOUND
 */
export function of(context: QueryContext, input: OwnSubject, workOut: WorkOut): ProofNode {
  const { db } = context;
  const budget = new Budget();
  switch (input.kind) {
    case 'accrual':
      return lineProof(db, input.id, input.figure);
    case 'payout':
      return payoutProof(db, budget, workOut, input.quarter, input.partner, input.figure);
    case 'payoutTotal':
      return payoutTotalProof(db, budget, workOut, input.quarter, input.figure);
    case 'withholdingRate':
      return withholdingRateProof(db, workOut, input.quarter, input.partner);
    case 'balance':
      return balanceProof(db, budget, input.partner, input.asOf);
    case 'partnerTotal':
      return partnerTotalProof(db, budget, input);
    case 'reconciliation':
      return reconciliationProof(db, budget, input);
    case 'reconciliationTotal':
      return reconciliationTotalProof(db, budget, input);
    case 'exception':
      return exceptionProof(db, input);
    case 'month':
      return monthProof(db, budget, input);
    case 'dealTotal':
      return dealTotalProof(db, budget, input);
    case 'billingLines':
      return billingLinesProof(db);
    case 'billing':
      return billingProof(db, input);
    case 'account':
      return accountProof(db, budget, input);
    case 'entry':
      return entryProof(db, budget, workOut, input);
    case 'queue':
      return queueProof(context, budget, input.queue);
    default:
      return ofTiers(context, input);
  }
}

function ofTiers({ db }: QueryContext, input: TierSubject): ProofNode {
  switch (input.kind) {
    case 'tier':
      return tierProof(db, partnerOf(db, input.partner), isoDate(input.on));
    case 'count':
      return countProof(db, partnerOf(db, input.partner), isoDate(input.on));
    case 'missing':
      return missingProof(db, partnerOf(db, input.partner), isoDate(input.on), input.to);
    case 'tierChange':
      return tierChangeProof(db, partnerOf(db, input.partner), input);
    case 'tierTerms':
      return tierTermsProof(db, input);
    case 'tierPartners':
      return tierPartnersProof(db, input);
    case 'rate':
      return registeredRateProof(db, input.deal);
    case 'partnerRate':
      return partnerRateProof(db, partnerOf(db, input.partner), isoDate(input.on));
  }
}

/** What closing a month would post; to be asked in the rehearsal that has just closed it (3.6). */
export function ofPreview({ db }: QueryContext, input: Parsed<'proof.ofPreview'>): ProofNode {
  return previewProof(db, new Budget(), input);
}
