import type { Output, Parsed } from '../contract/index.ts';
import type { ReadDb } from '../db/tx.ts';
import { addMonths, type Month } from '../shared/calendar.ts';
import type { QueryContext } from './context.ts';
import { filterBy, type ListFilter, type OfferedFilter, PAGE, type PagePlan, readPage, readTotals, SHOWN } from './list.ts';

/** Posted lines of a range of months of posting, by month, deal, invoice (none first) and kind. */
export function list(context: QueryContext, input: Parsed<'accruals.list'>): Output<'accruals.list'> {
  return context.db.all<Output<'accruals.list'>[number]>(
    `SELECT d.code AS deal, p.code AS partner, a.period, a.posted_in AS postedIn, a.kind, a.invoice_no AS invoiceNo, a.base_paisa AS basePaisa, a.rate_bps AS rateBps, a.amount_paisa AS amountPaisa
     FROM accrual_lines a JOIN deals d ON d.id = a.deal_id JOIN partners p ON p.id = a.partner_id
     WHERE a.posted_in >= :from AND a.posted_in <= :to ORDER BY a.posted_in, d.code, a.invoice_no, a.kind, a.period, a.id`,
    { from: input.from, to: input.to },
  );
}

type Row = Output<'accruals.page'>['rows'][number];

type Filter = NonNullable<Parsed<'accruals.totals'>['filter']>;
type Walks = Readonly<Record<'postedIn' | 'partner' | 'deal', Pick<PagePlan, 'walk' | 'sort'>>>;

/** Each sort walks its own index; ids are in the order of `postedIn`. */
const ALL: Walks = {
  postedIn: { walk: 'accrual_lines a NOT INDEXED', sort: null },
  partner: {
    walk: 'partners p CROSS JOIN deals d ON d.partner_id = p.id CROSS JOIN accrual_lines a INDEXED BY accrual_lines_by_deal ON a.deal_id = d.id',
    sort: 'p.code',
  },
  deal: { walk: 'deals d CROSS JOIN accrual_lines a INDEXED BY accrual_lines_by_deal ON a.deal_id = d.id', sort: 'd.code' },
};

/** Of a kind other than recurring, which are not many. */
const OF_KIND: Walks = {
  postedIn: { walk: 'accrual_lines a INDEXED BY accrual_lines_by_kind', sort: null },
  partner: { walk: ALL.partner.walk.replace('by_deal', 'by_kind'), sort: 'p.code' },
  deal: { walk: ALL.deal.walk.replace('by_deal', 'by_kind'), sort: 'd.code' },
};

/** Of some deals: all their lines are looked at, by the index alone. */
function ofDeals(deals: string): Walks {
  const walk = `(${deals}) of CROSS JOIN deals d ON d.id = of.id CROSS JOIN accrual_lines a INDEXED BY accrual_lines_by_deal ON a.deal_id = d.id`;
  return {
    postedIn: { walk, sort: null },
    partner: { walk: `${walk} CROSS JOIN partners p ON p.id = d.partner_id`, sort: 'p.code' },
    deal: { walk, sort: 'd.code' },
  };
}

/** A line's partner is its deal's: found by the deals of the partner. */
const DEALS = {
  deal: 'SELECT id FROM deals WHERE code = :deal',
  text: 'SELECT id FROM deals WHERE code = :text UNION SELECT d.id FROM partners p JOIN deals d ON d.partner_id = p.id WHERE p.code = :text',
  partner: 'SELECT d.id FROM partners p JOIN deals d ON d.partner_id = p.id WHERE p.code = :partner',
} as const;

const SPECIAL = "a.kind = :special AND a.kind <> 'recurring'";

const FILTERS = {
  deal: { condition: `a.deal_id IN (${DEALS.deal})` },
  text: { condition: `a.deal_id IN (${DEALS.text})` },
  partner: { condition: `a.deal_id IN (${DEALS.partner})` },
  pair: {
    condition: '(a.id = :pair OR a.reverses_id = :pair)',
    narrow: 'SELECT :pair AS id WHERE EXISTS (SELECT 1 FROM accrual_lines WHERE id = :pair) UNION SELECT id FROM accrual_lines WHERE reverses_id = :pair',
  },
  fromId: { condition: 'a.id >= :fromId' },
  beforeId: { condition: 'a.id < :beforeId' },
  recurring: { condition: "a.kind = 'recurring'" },
  special: {
    condition: SPECIAL,
    narrow: `SELECT a.id FROM accrual_lines a INDEXED BY accrual_lines_by_kind WHERE ${SPECIAL} AND a.id >= coalesce(:fromId, 0) AND a.id < coalesce(:beforeId, 1 << 62)`,
  },
} as const satisfies Record<string, OfferedFilter>;

/** The rows that a filter leaves; the proof of a total takes the same. */
export function filterOf({ db }: QueryContext, { kind, text, postedIn, postedFrom, postedTo, ...given }: Filter): ListFilter {
  const isRecurring = kind === 'recurring';
  const [from, to] = [monthsIn(postedFrom, postedIn).at(-1), monthsIn(postedTo, postedIn)[0]];
  return filterBy(FILTERS, {
    ...given,
    text: codeIn(text),
    fromId: from === undefined ? undefined : firstLineFrom(db, from),
    beforeId: to === undefined ? undefined : firstLineFrom(db, addMonths(to, 1)),
    special: isRecurring ? undefined : kind,
    recurring: isRecurring ? kind : undefined,
  });
}

/** The months given, earliest first: a filter that names one month and a range leaves what lies in both. */
const monthsIn = (...months: readonly (Month | undefined)[]): Month[] => months.filter((month) => month !== undefined).toSorted();

const codeIn = (text: string | undefined): string | undefined => text?.trim() || undefined;

/** The id from which on lines are posted in a month or later, found by halving: months are posted in order and no line is ever deleted (3.6). */
function firstLineFrom(db: ReadDb, month: Month): number {
  let low = 1;
  let high = (db.get<{ last: number | null }>('SELECT max(id) AS last FROM accrual_lines')?.last ?? 0) + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const postedIn = db.get<{ postedIn: Month }>('SELECT posted_in AS postedIn FROM accrual_lines WHERE id >= ? ORDER BY id LIMIT 1', [middle])?.postedIn;
    if (postedIn !== undefined && postedIn < month) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What leaves the fewest lines leads the walk. */
function walksOf({ deal, text, partner, kind }: Filter): Walks {
  if (deal !== undefined) return ofDeals(DEALS.deal);
  if (codeIn(text) !== undefined) return ofDeals(DEALS.text);
  if (partner !== undefined) return ofDeals(DEALS.partner);
  return kind === undefined || kind === 'recurring' ? ALL : OF_KIND;
}

const FEW = 'accrual_lines a ON a.id = few.value CROSS JOIN deals d ON d.id = a.deal_id CROSS JOIN partners p ON p.id = a.partner_id';

/** The accruals ledger, page by page. */
export function page(context: QueryContext, input: Parsed<'accruals.page'>): Output<'accruals.page'> {
  const { filter = {} } = input;
  const { rows, next } = readPage<Row & { beyondTerm: unknown }>(context.db, {
    ...filterOf(context, filter),
    ...walksOf(filter)[input.sort?.by ?? 'postedIn'],
    few: FEW,
    id: 'a.id',
    direction: input.sort?.direction ?? 'desc',
    after: input.after ?? null,
    limit: input.limit ?? PAGE,
    select: `SELECT a.id, d.code AS deal, p.code AS partner, d.client, a.period, a.posted_in AS postedIn, a.kind, a.invoice_no AS invoiceNo, a.base_paisa AS basePaisa, a.rate_bps AS rateBps,
       a.rate_source AS rateSource, a.tier, a.amount_paisa AS amountPaisa, a.beyond_term AS beyondTerm, a.reverses_id AS reversesId,
       (SELECT r.id FROM accrual_lines r WHERE r.reverses_id = a.id) AS reversedById
     FROM accrual_lines a JOIN deals d ON d.id = a.deal_id JOIN partners p ON p.id = a.partner_id WHERE a.id IN ${SHOWN}`,
  });
  return { rows: rows.map((row) => ({ ...row, beyondTerm: Boolean(row.beyondTerm) })), next };
}

/** Count and sums over all lines of a filter. */
export function totals(context: QueryContext, { filter = {} }: Parsed<'accruals.totals'>): Output<'accruals.totals'> {
  const { count, ...sums } = readTotals<Output<'accruals.totals'>['totals']>(
    context.db,
    filterOf(context, filter),
    'count(*) AS count, coalesce(sum(a.base_paisa), 0) AS basePaisa, coalesce(sum(a.amount_paisa), 0) AS amountPaisa',
    'accrual_lines a',
  );
  return { count, totals: sums };
}
