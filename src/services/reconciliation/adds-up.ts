import type { Output, Parsed } from '../../contract/index.ts';
import { findDeal } from '../../db/repos/deals.ts';
import { reconcileMonth } from '../../db/repos/reconciliation.ts';
import { loadTermsVersions } from '../../db/repos/terms.ts';
import { setsThatSum } from '../../domain/matching.ts';
import { termsOn } from '../../domain/terms.ts';
import { addMonths, lastDayOf } from '../../shared/calendar.ts';
import { AppError } from '../../shared/errors.ts';
import type { QueryContext } from '../context.ts';

type Answer = Output<'reconciliation.addsUp'>;

/** Lines looked at, the nearest first; more than a month of a large programme has. */
const MOST_LINES = 10_000;
/** Months before and after, in which a misfiled line would stand. */
const AROUND = 3;
const MOST_SETS = 40;
const SHOWN = 12;

/** Nearness of a line to the variance: what a person would look at first. */
const NEARNESS = ['deal', 'client', 'partner', 'other'] as const;
type Nearness = (typeof NEARNESS)[number];

interface Candidate {
  readonly deal: string;
  readonly client: string;
  readonly period: Answer['sets'][number]['lines'][number]['period'];
  readonly invoiceNo: string;
  readonly amountPaisa: number;
  readonly near: number;
}

/** Billing not yet posted around the month, nearest first. Of a deal billed too little its own lines are already counted. */
const CANDIDATES = `SELECT d.code AS deal, d.client, l.period, l.invoice_no AS invoiceNo, l.amount_paisa AS amountPaisa,
    CASE WHEN l.deal_id = :dealId THEN 0 WHEN lower(trim(d.client)) = lower(trim(:client)) THEN 1 WHEN d.partner_id = :partnerId THEN 2 ELSE 3 END AS near
  FROM billing_lines l JOIN deals d ON d.id = l.deal_id
  WHERE l.period BETWEEN :from AND :to AND NOT (:isUnder AND l.deal_id = :dealId AND l.period = :month)
    AND NOT EXISTS (SELECT 1 FROM accrual_lines a WHERE a.billing_line_id = l.id)
  ORDER BY near, l.period <> :month, abs(l.amount_paisa - :target), l.id LIMIT ${MOST_LINES}`;

/**
 * Sets of up to four open lines, credit notes among them, that add up to the difference of a deal and month within the tolerance (4).
 * It only suggests: nothing is posted or worked by it.
 * @throws AppError NOT_FOUND, BAD_INPUT when there is no difference to explain
 */
export function addsUp(context: QueryContext, input: Parsed<'reconciliation.addsUp'>): Answer {
  const { db } = context;
  const deal = findDeal(db, input.deal);
  if (!deal) throw new AppError('NOT_FOUND', `There is no deal ${input.deal}.`);
  const versions = loadTermsVersions(db);
  const [row] = reconcileMonth(db, input.month, versions, { dealId: deal.id });
  const difference = row === undefined ? 0 : row.billedPaisa - row.expectedPaisa;
  const tolerance = termsOn(versions, lastDayOf(input.month)).tolerancePaisa;
  if (Math.abs(difference) <= tolerance) throw new AppError('BAD_INPUT', `${deal.code} has no difference in ${input.month} to explain.`);
  const candidates = db.all<Candidate>(CANDIDATES, {
    dealId: deal.id,
    client: deal.client,
    partnerId: deal.partnerId,
    month: input.month,
    from: addMonths(input.month, -AROUND),
    to: addMonths(input.month, AROUND),
    isUnder: difference < 0 ? 1 : 0,
    target: Math.abs(difference),
  });
  const sets = setsThatSum(
    candidates.map((line) => line.amountPaisa),
    Math.abs(difference),
    tolerance,
    MOST_SETS,
  )
    .map((set) =>
      toAnswer(
        set.sumPaisa,
        set.members.flatMap((member) => candidates[member] ?? []),
      ),
    )
    .toSorted((a, b) => NEARNESS.indexOf(a.near) - NEARNESS.indexOf(b.near) || a.lines.length - b.lines.length);
  return { differencePaisa: difference, tolerancePaisa: tolerance, considered: candidates.length, sets: sets.slice(0, SHOWN) };
}

function toAnswer(sumPaisa: number, lines: readonly Candidate[]): Answer['sets'][number] {
  const farthest = Math.max(...lines.map((line) => line.near));
  const near: Nearness = NEARNESS[farthest] ?? 'other';
  return { sumPaisa, near, lines: lines.map(({ near: _, ...line }) => line) };
}
