import type { ProofNode } from '../../contract/proof.ts';
import type { ReadDb } from '../../db/tx.ts';
import { AppError } from '../../shared/errors.ts';
import { type LineScope, linesSum } from './lines.ts';
import { type Budget, fact, leaf, sum } from './node.ts';
import type { Subject } from './subject.ts';
import { partnerOf } from './tiers.ts';

const KINDS = {
  recurring: "= 'recurring'",
  fixed_price: "= 'fixed_price'",
  clawback: "= 'clawback'",
  adjustment: "= 'adjustment'",
  total: 'IS NOT NULL',
} as const;
const WORDS = {
  recurring: 'Recurring commission',
  fixed_price: 'Fixed-price commission',
  clawback: 'Clawbacks',
  adjustment: 'Adjustments',
  total: 'Commission',
} as const;

const ofMonth = (month: string, figure: Subject<'month'>['figure']): LineScope => ({
  where: `a.posted_in = :month AND a.kind ${KINDS[figure]}`,
  params: { month },
});

/** What a closed month posted, in all or of a kind (3.6). @throws AppError NOT_FOUND while it is open */
export function monthProof(db: ReadDb, budget: Budget, { month, figure }: Subject<'month'>): ProofNode {
  const stored = db.get<{ total: number; closedAt: string; closedBy: string }>(
    'SELECT total_paisa AS total, closed_at AS closedAt, closed_by AS closedBy FROM months WHERE month = ?',
    [month],
  );
  if (!stored) throw new AppError('NOT_FOUND', `${month} is not closed: nothing is posted in it yet.`);
  const node = linesSum(
    db,
    budget,
    `${WORDS[figure]} posted in ${month}`,
    { ...ofMonth(month, figure), within: { postedIn: month, ...(figure === 'total' ? {} : { kind: figure }) } },
    figure === 'total' ? stored.total : null,
    {
      rule: '3.6',
      link: { kind: 'month', id: month },
    },
  );
  return { ...node, parts: [...node.parts, fact('Closed', `by ${stored.closedBy}, ${stored.closedAt}`, { rule: '3.6' })] };
}

/**
 * What a close would post, read in the rehearsal that has just posted it: the derivation is that of the closed month,
 * without pointing at lines that will be gone when it is taken back.
 */
export function previewProof(
  db: ReadDb,
  budget: Budget,
  { month, figure }: { month: Subject<'month'>['month']; figure: Subject<'month'>['figure'] },
): ProofNode {
  const node = linesSum(db, budget, `${WORDS[figure]} that closing ${month} would post`, ofMonth(month, figure), null, {
    rule: '3.6',
    link: { kind: 'close', id: month },
  });
  const state = fact('Not closed yet', 'worked out by closing the month in a rehearsal; nothing is stored', { rule: '3.6' });
  return unposted({ ...node, parts: [...node.parts, state] });
}

const unposted = (node: ProofNode): ProofNode => ({
  ...node,
  link: node.link?.kind === 'accrual' ? null : node.link,
  deeper: node.deeper?.kind === 'accrual' || node.deeper?.kind === 'accrualsTotal' ? null : node.deeper,
  parts: node.parts.map(unposted),
});

const POSTED = {
  accruedPaisa: { word: 'Accrued', kinds: "IN ('recurring', 'fixed_price')", column: 'accrued_paisa', rule: '3.2', kind: null },
  adjustmentsPaisa: { word: 'Adjustments', kinds: "= 'adjustment'", column: 'adjustments_paisa', rule: '3.5', kind: { kind: 'adjustment' } },
  clawbackPaisa: { word: 'Clawbacks', kinds: "= 'clawback'", column: 'clawback_paisa', rule: '5.1', kind: { kind: 'clawback' } },
  postedPaisa: { word: 'Posted', kinds: 'IS NOT NULL', column: 'accrued_paisa + adjustments_paisa + clawback_paisa', rule: '3.6', kind: {} },
} as const;

/** What was posted for a partner, or paid to it, from one month to another. */
export function partnerTotalProof(db: ReadDb, budget: Budget, { partner: code, from, to, figure }: Subject<'partnerTotal'>): ProofNode {
  const partner = partnerOf(db, code);
  const when = from === to ? `in ${from}` : `from ${from} to ${to}`;
  const link = { kind: 'partner', id: code };
  if (figure === 'paidPaisa') {
    const payments = paymentsOf(db, partner.id, code, from, to);
    const total = payments.reduce((sofar, one) => sofar + ('paisa' in one.value ? one.value.paisa : 0), 0);
    return sum(`Paid to ${code} ${when}, gross`, total, payments, { rule: '6.4', link });
  }
  const { word, kinds, column, rule, kind } = POSTED[figure];
  const kept =
    db.get<{ total: number | null }>(`SELECT sum(${column}) AS total FROM partner_months WHERE partner_id = ? AND month BETWEEN ? AND ?`, [
      partner.id,
      from,
      to,
    ])?.total ?? 0;
  const where = `a.partner_id = :partnerId AND a.posted_in BETWEEN :from AND :to AND a.kind ${kinds}`;
  return linesSum(
    db,
    budget,
    `${word} of ${code} ${when}`,
    { where, params: { partnerId: partner.id, from, to }, ...(kind === null ? {} : { within: { partner: code, postedFrom: from, postedTo: to, ...kind } }) },
    kept,
    { rule, link },
  );
}

/** Payments that left, gross, by quarter (6.4). */
export function paymentsOf(db: ReadDb, partnerId: number, code: string, from: string, to: string): ProofNode[] {
  return db
    .all<{ quarter: Subject<'payout'>['quarter']; gross: number; paidOn: string }>(
      "SELECT quarter, gross_paisa AS gross, paid_on AS paidOn FROM payout_items WHERE partner_id = ? AND state = 'paid' AND substr(paid_on, 1, 7) BETWEEN ? AND ? ORDER BY quarter",
      [partnerId, from, to],
    )
    .map(({ quarter, gross, paidOn }) =>
      leaf(
        `Paid out for ${quarter}, ${paidOn}`,
        { paisa: gross },
        {
          rule: '6.4',
          link: { kind: 'payout', id: `${quarter} ${code}` },
          note: 'Gross: net to the bank and the tax withheld.',
          deeper: { kind: 'payout', quarter, partner: code, figure: 'grossPaisa' },
        },
      ),
    );
}
