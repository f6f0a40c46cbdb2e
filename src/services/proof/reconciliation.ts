import type { ProofNode } from '../../contract/proof.ts';
import { isOpen, type ReconciliationRow, reconcileMonth } from '../../db/repos/reconciliation.ts';
import { loadTermsVersions } from '../../db/repos/terms.ts';
import type { ReadDb } from '../../db/tx.ts';
import { COMPLETION_DECISION, COMPLETION_EXCEPTION, LINE_DECISION, LINE_EXCEPTION } from '../../domain/accruals.ts';
import type { Month } from '../../shared/calendar.ts';
import { AppError } from '../../shared/errors.ts';
import { paisa } from '../../shared/paisa.ts';
import { applyRate, bps } from '../../shared/rate.ts';
import { billingSum } from './billing.ts';
import { type DealRow, dealOf, monthRate, sourceOf } from './deal-facts.ts';
import { linesSum } from './lines.ts';
import { type Budget, countSum, deducted, leaf, listed, product, roundingNote, sum } from './node.ts';
import type { Subject } from './subject.ts';

/** A figure of the reconciliation of a deal's month, as known now (section 4). */
export function reconciliationProof(db: ReadDb, budget: Budget, { deal: code, month, figure }: Subject<'reconciliation'>): ProofNode {
  const deal = dealOf(db, code);
  const row = reconcileMonth(db, month, loadTermsVersions(db), { dealId: deal.id })[0];
  if (!row) throw new AppError('NOT_FOUND', `${code} has nothing expected and nothing billed in ${month}.`);
  const isCompletion = deal.contractType === 'fixed_price' && deal.completedMonth === month;
  switch (figure) {
    case 'expectedPaisa':
      return expectedNode(deal, month, row, isCompletion);
    case 'billedPaisa':
      return billedNode(db, budget, deal, month, row, isCompletion);
    case 'differencePaisa':
      return sum(
        `Difference of ${code} in ${month}, billed less expected`,
        row.billedPaisa - row.expectedPaisa,
        [billedNode(db, budget, deal, month, row, isCompletion), deducted('Expected, taken off', expectedNode(deal, month, row, isCompletion))],
        { rule: '4', link: { kind: 'reconciliation', id: `${month} ${code}` } },
      );
    case 'toAccruePaisa':
      return toAccrueNode(db, deal, month, row, isCompletion);
    case 'accruedPaisa':
      return linesSum(
        db,
        budget,
        `Accrued on ${code} for ${month}`,
        {
          where: "a.deal_id = :dealId AND a.period = :month AND a.reverses_id IS NULL AND a.kind IN ('recurring', 'fixed_price')",
          params: { dealId: deal.id, month },
        },
        row.accruedPaisa,
        { rule: '4', link: { kind: 'deal', id: code }, note: 'What the lines of this billing month accrued; clawbacks and adjustments are left out.' },
      );
    case 'expectedCommissionPaisa':
      return expectedCommissionNode(db, deal, month, row, isCompletion);
  }
}

function billedNode(db: ReadDb, budget: Budget, deal: DealRow, month: Month, row: ReconciliationRow, isCompletion: boolean): ProofNode {
  const label = isCompletion ? `Billed on ${deal.code} up to ${month}` : `Billed on ${deal.code} for ${month}`;
  return billingSum(db, budget, label, deal, { from: isCompletion ? '' : month, to: month }, row.billedPaisa, { rule: '4' });
}

function expectedNode(deal: DealRow, month: Month, row: ReconciliationRow, isCompletion: boolean): ProofNode {
  const link = { kind: 'deal', id: deal.code };
  const label = `Expected of ${deal.code} in ${month}`;
  if (isCompletion)
    return sum(
      label,
      row.expectedPaisa,
      [leaf('Contract value, in the month of completion', { paisa: deal.contractValuePaisa }, { rule: '4', source: sourceOf(deal), link })],
      { rule: '4', link },
    );
  const expected = deal.contractType !== 'fixed_price' && deal.startMonth <= month && deal.expectedUntil !== null && month <= deal.expectedUntil;
  if (!expected)
    return leaf(
      label,
      { paisa: row.expectedPaisa },
      {
        rule: '4',
        link,
        note:
          deal.contractType === 'fixed_price'
            ? 'A fixed-price deal is expected in the month of its completion only.'
            : `Billing is expected from ${deal.startMonth} to ${deal.expectedUntil ?? 'never'}.`,
      },
    );
  const until = deal.expectedUntil === '9999-12' ? 'open-ended' : `to ${deal.expectedUntil ?? ''}`;
  return sum(
    label,
    row.expectedPaisa,
    [
      leaf(
        'Expected monthly billing',
        { paisa: deal.expectedMonthlyPaisa ?? 0 },
        { rule: '4', source: sourceOf(deal), link, note: `From ${deal.startMonth}, ${until}.` },
      ),
    ],
    { rule: '4', link },
  );
}

/** `round(expected × rate)` at the rate of the month as known now (2.6, section 4). */
function expectedCommissionNode(db: ReadDb, deal: DealRow, month: Month, row: ReconciliationRow, isCompletion: boolean): ProofNode {
  const rate = monthRate(db, deal, month);
  return product(`Expected commission of ${deal.code} in ${month}`, row.expectedCommissionPaisa, expectedNode(deal, month, row, isCompletion), rate.node, [], {
    rule: '4',
    termsVersion: rate.termsVersionId,
    link: { kind: 'deal', id: deal.code },
    note: roundingNote(row.expectedPaisa, rate.rateBps, row.expectedCommissionPaisa),
  });
}

/** What of a month's lines, or its completion, still waits for a close: each at the rate of the month (3.2, 3.4). */
function toAccrueNode(db: ReadDb, deal: DealRow, month: Month, row: ReconciliationRow, isCompletion: boolean): ProofNode {
  const label = `To accrue on ${deal.code} for ${month}`;
  const waiting = isCompletion ? waitingCompletion(db, deal) : waitingLines(db, deal, month);
  if (waiting.length === 0)
    return leaf(label, { paisa: row.toAccruePaisa }, { rule: '3.6', link: { kind: 'deal', id: deal.code }, note: 'Nothing waits for a close.' });
  const rate = monthRate(db, deal, month);
  const rateLeaf = leaf('Rate of the month', { bps: rate.rateBps }, { rule: '2.6', termsVersion: rate.termsVersionId });
  const parts = waiting.map((base) => {
    const amount = 'paisa' in base.value ? base.value.paisa : 0;
    const accrues = applyRate(paisa(amount), bps(rate.rateBps));
    return product(base.label, accrues, base, rateLeaf, [], { rule: base.rule, note: roundingNote(amount, rate.rateBps, accrues) });
  });
  return sum(label, row.toAccruePaisa, parts, { rule: '3.6', link: { kind: 'deal', id: deal.code } });
}

function waitingLines(db: ReadDb, deal: DealRow, month: Month): ProofNode[] {
  if (deal.contractType === 'fixed_price') return [];
  return db
    .all<{ invoiceNo: string; amountPaisa: number; file: string | null; row: number | null }>(
      `SELECT l.invoice_no AS invoiceNo, l.amount_paisa AS amountPaisa, f.name AS file, l.import_row AS row FROM billing_lines l JOIN deals d ON d.id = l.deal_id LEFT JOIN import_files f ON f.id = l.import_file_id
       WHERE l.deal_id = :dealId AND l.period = :month AND (${LINE_EXCEPTION} IS NULL OR ${LINE_DECISION} = 'accept')
         AND NOT EXISTS (SELECT 1 FROM accrual_lines a WHERE a.billing_line_id = l.id AND a.reverses_id IS NULL) ORDER BY l.id`,
      { dealId: deal.id, month },
    )
    .map((line) =>
      leaf(
        `Invoice ${line.invoiceNo}`,
        { paisa: line.amountPaisa },
        { rule: '3.2', source: sourceOf(line), link: { kind: 'billing', id: `${deal.code}#${line.invoiceNo}` } },
      ),
    );
}

function waitingCompletion(db: ReadDb, deal: DealRow): ProofNode[] {
  const waits = db.get(
    `SELECT 1 FROM deals d WHERE d.id = ? AND (${COMPLETION_EXCEPTION} IS NULL OR ${COMPLETION_DECISION} = 'accept') AND NOT EXISTS (SELECT 1 FROM accrual_lines a WHERE a.deal_id = d.id AND a.kind = 'fixed_price')`,
    [deal.id],
  );
  return waits === undefined
    ? []
    : [
        leaf(
          'Contract value, on completion',
          { paisa: deal.contractValuePaisa },
          { rule: '3.4', source: sourceOf(deal), link: { kind: 'deal', id: deal.code } },
        ),
      ];
}

const TOTALS: Readonly<Record<Exclude<Subject<'reconciliationTotal'>['figure'], 'open'>, string>> = {
  expectedPaisa: 'Expected',
  billedPaisa: 'Billed',
  differencePaisa: 'Difference, billed less expected',
  expectedCommissionPaisa: 'Expected commission',
  accruedPaisa: 'Accrued',
  toAccruePaisa: 'To accrue',
};

/** A column of a month's reconciliation: deal by deal, by partner where they are too many; or the rows that wait for a person. */
export function reconciliationTotalProof(db: ReadDb, budget: Budget, { month, figure }: Subject<'reconciliationTotal'>): ProofNode {
  const rows = reconcileMonth(db, month, loadTermsVersions(db), figure === 'open' ? { onlyOpen: true } : {});
  const link = { kind: 'reconciliation', id: month };
  if (figure === 'open') {
    const open = rows.filter(isOpen).map((row) => ({
      label: `${row.deal}: ${row.status.replace('_', ' ')}`,
      value: 1,
      more: { link: { kind: 'reconciliation', id: `${month} ${row.deal}` } },
    }));
    return countSum(`Rows of ${month} that wait for a decision`, listed('count', open, budget), { rule: '4', link });
  }
  const of = (row: ReconciliationRow): number => (figure === 'differencePaisa' ? row.billedPaisa - row.expectedPaisa : row[figure]);
  const counted = rows.filter((row) => of(row) !== 0);
  const total = counted.reduce((sofar, row) => sofar + of(row), 0);
  const parts =
    counted.length <= budget.left
      ? listed(
          'paisa',
          counted.map((row) => ({
            label: `${row.deal}, ${row.client}`,
            value: of(row),
            more: { link, deeper: { kind: 'reconciliation', deal: row.deal, month, figure } },
          })),
          budget,
        )
      : byPartner(db, counted, of, budget);
  return sum(`${TOTALS[figure]}, all deals of ${month}`, total, parts, { rule: '4', link, note: `${rows.length} deals` });
}

function byPartner(db: ReadDb, rows: readonly ReconciliationRow[], of: (row: ReconciliationRow) => number, budget: Budget): ProofNode[] {
  const codes = new Map(db.all<{ id: number; code: string }>('SELECT id, code FROM partners ORDER BY code').map((row) => [row.id, row.code]));
  const totals = new Map<number, number>();
  for (const row of rows) totals.set(row.partnerId, (totals.get(row.partnerId) ?? 0) + of(row));
  const sums = [...codes].flatMap(([id, code]) => {
    const value = totals.get(id);
    return value === undefined ? [] : [{ label: code, value, more: { link: { kind: 'partner', id: code } } }];
  });
  return listed('paisa', sums, budget);
}
