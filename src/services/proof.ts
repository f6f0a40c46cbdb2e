import type { Parsed } from '../contract/index.ts';
import type { ProofNode } from '../contract/system.ts';
import { isoDate } from '../shared/calendar.ts';
import { AppError } from '../shared/errors.ts';
import type { QueryContext } from './context.ts';
import { lineProof, registeredRateProof } from './proof/lines.ts';
import { Budget } from './proof/node.ts';
import { balanceProof, payoutProof, payoutTotalProof } from './proof/payouts.ts';
import { countProof, partnerOf, tierProof } from './proof/tiers.ts';
import { accountProof, dealTotalProof, monthProof, reconciliationProof } from './proof/totals.ts';

/**
 * The whole derivation of a figure: every step with its rule and terms version, down to rows of the imported files. Money in it adds up
 * (`proofProblems` of domain/proof.ts checks it); large sums stop at subtotals that name the deeper subject.
 * @throws AppError NOT_FOUND
 */
export function of(context: QueryContext, input: Parsed<'proof.of'>): ProofNode {
  const { db } = context;
  const budget = new Budget();
  switch (input.kind) {
    case 'accrual':
      return lineProof(db, input.id);
    case 'tier':
      return tierProof(db, partnerOf(db, input.partner), isoDate(input.on));
    case 'count':
      return countOf(context, input);
    case 'rate':
      return registeredRateProof(db, input.deal);
    case 'payout':
      return payoutProof(db, budget, input.quarter, input.partner, input.figure);
    case 'payoutTotal':
      return payoutTotalProof(db, budget, input.quarter, input.figure);
    case 'balance':
      return balanceProof(db, budget, input.partner, input.asOf);
    case 'reconciliation':
      return reconciliationProof(db, budget, input);
    case 'month':
      return monthProof(db, budget, input);
    case 'dealTotal':
      return dealTotalProof(db, budget, input);
    case 'account':
      return accountProof(db, budget, input);
  }
}

function countOf({ db }: QueryContext, input: Extract<Parsed<'proof.of'>, { kind: 'count' }>): ProofNode {
  const partner = partnerOf(db, input.partner);
  if (input.on < partner.openedOn) throw new AppError('NOT_FOUND', `${partner.code} opened on ${partner.openedOn}; before that it has no count (rule 1.7).`);
  return countProof(db, partner, isoDate(input.on));
}
