import type { Output, Parsed } from '../../contract/index.ts';
import { loadPartners } from '../../db/repos/partners.ts';
import { findRun, loadCarried, loadItems } from '../../db/repos/payouts.ts';
import { differenceOf, outgoingOf, outgoingParts } from '../../domain/payout-compare.ts';
import type { PayoutState } from '../../shared/vocab.ts';
import type { QueryContext } from '../context.ts';
import { type WorkedItem, workOut } from './work-out.ts';

type Answer = Output<'payouts.compare'>;
type Row = Answer['rows'][number];
type Payment = Omit<WorkedItem, 'state' | 'payeeSha256' | 'warnings'> & { readonly state: PayoutState };

const FIGURES = [
  'outgoingPaisa',
  'previousPaisa',
  'differencePaisa',
  'openingPaisa',
  'accruedPaisa',
  'adjustmentsPaisa',
  'clawbackPaisa',
  'carriedPaisa',
  'withholdingPaisa',
  'holdPaisa',
] as const;

/** This run beside the last one before it, partner by partner; the parts of each difference add up to it. */
export function compare(context: QueryContext, input: Parsed<'payouts.compare'>): Answer {
  const { db } = context;
  const stored = findRun(db, input.quarter);
  const current: readonly Payment[] = stored ? loadItems(db, input.quarter) : workOut(db, input.quarter).items;
  const previous = loadCarried(db, input.quarter).quarter;
  const before = new Map((previous === null ? [] : loadItems(db, previous)).map((item): [string, Payment] => [item.partner, item]));
  const now = new Map(current.map((item) => [item.partner, item]));
  const names = new Map(loadPartners(db).map(({ code, name }) => [code, name]));
  const rows = [...new Set([...now.keys(), ...before.keys()])]
    .sort()
    .map((partner) => rowOf(partner, names.get(partner) ?? '', now.get(partner), before.get(partner)));
  const total = (figure: (typeof FIGURES)[number]): number => rows.reduce((sum, row) => sum + row[figure], 0);
  return { quarter: input.quarter, previous, rows, totals: Object.fromEntries(FIGURES.map((figure) => [figure, total(figure)])) as Answer['totals'] };
}

function rowOf(partner: string, name: string, now: Payment | undefined, before: Payment | undefined): Row {
  const [parts, earlier] = [outgoingParts(now), outgoingParts(before)];
  const difference = differenceOf(parts, earlier);
  return {
    partner,
    name,
    state: now?.state ?? null,
    previousState: before?.state ?? null,
    current: figuresOf(now),
    before: figuresOf(before),
    outgoingPaisa: outgoingOf(parts),
    previousPaisa: outgoingOf(earlier),
    differencePaisa: outgoingOf(difference),
    ...difference,
  };
}

function figuresOf(payment: Payment | undefined): Row['current'] {
  if (payment === undefined) return null;
  const { openingPaisa, accruedPaisa, adjustmentsPaisa, clawbackPaisa, carriedPaisa, withholdingPaisa, netPaisa } = payment;
  return { openingPaisa, accruedPaisa, adjustmentsPaisa, clawbackPaisa, carriedPaisa, withholdingPaisa, netPaisa };
}
