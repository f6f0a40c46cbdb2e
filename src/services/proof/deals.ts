import type { ProofNode } from '../../contract/proof.ts';
import { loadExceptions } from '../../db/repos/reconciliation.ts';
import { loadTermsVersions } from '../../db/repos/terms.ts';
import type { ReadDb } from '../../db/tx.ts';
import { EXCEPTION_WORDS } from '../../domain/accruals.ts';
import { AppError } from '../../shared/errors.ts';
import { billingSum, lineLeaf } from './billing.ts';
import { type DealRow, dealOf, monthRate, sourceOf } from './deal-facts.ts';
import { linesSum } from './lines.ts';
import { type Budget, deducted, fact, leaf, product, roundingNote, sum } from './node.ts';
import type { Subject } from './subject.ts';

/** A figure of a deal: as it was registered, billed so far, posted so far, or still to be billed of its value. */
export function dealTotalProof(db: ReadDb, budget: Budget, { deal: code, figure }: Subject<'dealTotal'>): ProofNode {
  const deal = dealOf(db, code);
  const link = { kind: 'deal', id: code };
  switch (figure) {
    case 'accruedPaisa':
      return linesSum(db, budget, `Commission posted on ${code}`, { where: 'a.deal_id = :dealId', params: { dealId: deal.id }, within: { deal: code } }, null, {
        rule: '3.2',
        link,
      });
    case 'billedPaisa':
      return billedNode(db, budget, deal);
    case 'contractValuePaisa':
      return registeredNode(deal, `Contract value of ${code}`, deal.contractValuePaisa);
    case 'expectedMonthlyPaisa':
      if (deal.expectedMonthlyPaisa === null) throw new AppError('NOT_FOUND', `${code} states no expected monthly billing.`);
      return registeredNode(deal, `Expected monthly billing of ${code}`, deal.expectedMonthlyPaisa);
    case 'unbilledPaisa': {
      const value = registeredNode(deal, `Contract value of ${code}`, deal.contractValuePaisa);
      const billed = billedNode(db, budget, deal);
      const total = deal.contractValuePaisa - ('paisa' in billed.value ? billed.value.paisa : 0);
      return sum(`Not billed yet of ${code}`, total, [value, deducted('Billed', billed)], { rule: '4', link });
    }
  }
}

function billedNode(db: ReadDb, budget: Budget, deal: DealRow): ProofNode {
  const billed = db.get<{ total: number | null }>('SELECT sum(amount_paisa) AS total FROM billing_lines WHERE deal_id = ?', [deal.id])?.total ?? 0;
  return billingSum(db, budget, `Billed on ${deal.code}`, deal, { from: '', to: '9999-99' }, billed, { rule: '3.1' });
}

/** What came with the registration is a source itself: its proof is the row that brought it. */
const registeredNode = (deal: DealRow, label: string, paisa: number): ProofNode =>
  leaf(
    label,
    { paisa },
    {
      rule: '2.5',
      source: sourceOf(deal),
      link: { kind: 'deal', id: deal.code },
      note: deal.file === null ? 'As registered on a screen.' : 'As registered with the deal.',
    },
  );

/** One billing line: the row it came from, and what became of it (3.1). */
export function billingProof(db: ReadDb, { deal: code, invoiceNo }: Subject<'billing'>): ProofNode {
  const deal = dealOf(db, code);
  const line = lineLeaf(db, deal, invoiceNo);
  if (line === null) throw new AppError('NOT_FOUND', `${code} has no billing line ${invoiceNo}.`);
  const exception = loadExceptions(db, loadTermsVersions(db), { dealId: deal.id }).find((row) => row.invoiceNo === invoiceNo);
  const parts = [...line.parts, ...(exception === undefined ? [] : [fact('Does not accrue by itself', EXCEPTION_WORDS[exception.code], { rule: '3.5' })])];
  return { ...line, combine: parts.length === 0 ? 'leaf' : 'facts', parts };
}

/** An exceptional line or completion: what it is about, and what it would accrue if finance let it (3.5). */
export function exceptionProof(db: ReadDb, { deal: code, invoiceNo, figure }: Subject<'exception'>): ProofNode {
  const deal = dealOf(db, code);
  const row = loadExceptions(db, loadTermsVersions(db), { dealId: deal.id }).find((one) => one.invoiceNo === invoiceNo);
  if (!row) throw new AppError('NOT_FOUND', `${invoiceNo === null ? 'The completion' : `Invoice ${invoiceNo}`} of ${code} is no exception.`);
  const base = invoiceNo === null ? registeredNode(deal, `Contract value of ${code}`, row.amountPaisa) : lineLeaf(db, deal, invoiceNo);
  const why = fact('Does not accrue by itself', EXCEPTION_WORDS[row.code], { rule: '3.5' });
  const decided =
    row.decision === null
      ? []
      : [fact(row.decision === 'accept' ? 'Let accrue' : 'Left out', row.reason ?? '', { rule: '3.5', note: `By ${row.decidedBy ?? ''}.` })];
  if (base === null) throw new AppError('NOT_FOUND', `${code} has no billing line ${invoiceNo ?? ''}.`);
  if (figure === 'amountPaisa') return { ...base, combine: 'facts', parts: [...base.parts, why, ...decided] };
  const rate = monthRate(db, deal, row.period);
  const source: ProofNode = { ...base, combine: 'leaf', parts: [] };
  return product(
    `Would accrue: ${code}, ${invoiceNo === null ? 'completion' : `invoice ${invoiceNo}`}`,
    row.wouldAccruePaisa,
    source,
    rate.node,
    [why, ...decided],
    {
      rule: invoiceNo === null ? '3.4' : '3.2',
      termsVersion: rate.termsVersionId,
      link: { kind: 'exception', id: code },
      note: roundingNote(row.amountPaisa, rate.rateBps, row.wouldAccruePaisa),
    },
  );
}
