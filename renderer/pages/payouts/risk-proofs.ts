import type { Output } from '../../../src/contract/index.ts';
import { countedProof, factsProof, type ProofRequest, proofOf, type SumPart, sumProof } from '../../api/proofs.ts';

export type Risk = Output<'balances.risk'>;
export type RiskRow = Risk['partners'][number];
export type RiskDeal = Risk['deals'][number];

/** Before anything can have been posted. */
const FIRST_MONTH = '2000-01';

export const balanceProof = (row: RiskRow, asOf: string): ProofRequest => proofOf({ kind: 'balance', partner: row.partner, asOf }, `Balance of ${row.name}`);

export const earnedProof = (row: RiskRow, asOf: string): ProofRequest =>
  proofOf({ kind: 'partnerTotal', partner: row.partner, from: FIRST_MONTH, to: asOf, figure: 'postedPaisa' }, `Earned by ${row.name}`);

export const dealProof = (deal: RiskDeal, asOf: string): ProofRequest =>
  proofOf({ kind: 'accrualsTotal', filter: { deal: deal.deal, postedTo: asOf }, figure: 'amountPaisa' }, `Posted on ${deal.deal}`);

const dealParts = (deals: readonly RiskDeal[], asOf: string): SumPart[] =>
  deals.map((deal) => ({ label: `${deal.deal}, ${deal.client}`, paisa: deal.amountPaisa, ask: dealProof(deal, asOf) }));

/** What the deals that can still be cancelled with a clawback have accrued. */
export function riskProof(title: string, paisa: number, deals: readonly RiskDeal[], asOf: string): ProofRequest {
  return sumProof(`risk ${asOf} ${title}`, title, paisa, dealParts(deals, asOf), 'Accrued on deals that a client’s cancellation could still claw back (5.1).');
}

/** How many deals those are: the list of them. */
export function riskCountProof(title: string, deals: readonly RiskDeal[], asOf: string): ProofRequest {
  const rows = deals.map((deal) => ({ label: `${deal.deal}, ${deal.client}`, count: 1 }));
  return countedProof(`risk count ${asOf} ${title}`, title, rows, 'Deals whose client could still cancel with a clawback (5.1).');
}

export function safeProof(row: RiskRow, deals: readonly RiskDeal[], asOf: string): ProofRequest {
  const parts = [{ label: 'Earned', paisa: row.earnedPaisa, ask: earnedProof(row, asOf) }, ...dealParts(deals, asOf)];
  return factsProof(
    `safe ${asOf} ${row.partner}`,
    `Safe of ${row.name}`,
    row.safePaisa,
    parts,
    'Earned less what is at risk or to be reversed on each deal (5.1).',
  );
}

export function setOffProof(row: RiskRow, asOf: string): ProofRequest {
  const clawedBack = proofOf(
    { kind: 'partnerTotal', partner: row.partner, from: FIRST_MONTH, to: asOf, figure: 'clawbackPaisa' },
    `Clawed back from ${row.name}`,
  );
  const parts = [
    { label: 'Balance', paisa: row.balancePaisa, ask: balanceProof(row, asOf) },
    { label: 'Clawed back in all', paisa: row.clawedBackPaisa, ask: clawedBack },
  ];
  return factsProof(
    `set off ${asOf} ${row.partner}`,
    `Set off, ${row.name}`,
    row.setOffPaisa,
    parts,
    'Of what was clawed back, the part that is not receivable any more (5.3).',
  );
}

type Total = 'payablePaisa' | 'receivablePaisa' | 'safePaisa';

export function totalProof(risk: Risk, figure: Total, title: string, asOf: string): ProofRequest {
  const rows = risk.partners.filter((row) => row[figure] !== 0);
  const ask = (row: RiskRow): ProofRequest =>
    figure === 'safePaisa'
      ? safeProof(
          row,
          risk.deals.filter((deal) => deal.partner === row.partner),
          asOf,
        )
      : balanceProof(row, asOf);
  return sumProof(
    `risk total ${asOf} ${figure}`,
    title,
    risk.totals[figure],
    rows.map((row) => ({ label: row.name, paisa: row[figure], ask: ask(row) })),
  );
}
