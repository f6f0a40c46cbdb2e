import type { Output, Parsed } from '../contract/index.ts';
import type { QueryContext } from './context.ts';
import { PAGE, readList } from './list.ts';

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

/** Each sort walks its own index. Lines are posted month after month, so their ids are in the order of `postedIn`. */
const WALKS = {
  postedIn: { from: 'accrual_lines a', sort: null },
  partner: { from: 'partners p CROSS JOIN deals d ON d.partner_id = p.id CROSS JOIN accrual_lines a ON a.deal_id = d.id', sort: 'p.code' },
  deal: { from: 'deals d CROSS JOIN accrual_lines a ON a.deal_id = d.id', sort: 'd.code' },
} as const;

/** The accruals ledger, page by page. */
export function page(context: QueryContext, input: Parsed<'accruals.page'>): Output<'accruals.page'> {
  const filter = input.filter ?? {};
  const where: string[] = [];
  const params: Record<string, string> = {};
  for (const [name, condition] of [
    // a line's partner is its deal's: found by the deals of the partner
    ['partner', 'a.deal_id IN (SELECT id FROM deals WHERE partner_id = (SELECT id FROM partners WHERE code = :partner))'],
    ['deal', 'a.deal_id = (SELECT id FROM deals WHERE code = :deal)'],
    ['postedIn', 'a.posted_in = :postedIn'],
    ['period', 'a.period = :period'],
  ] as const) {
    const value = filter[name];
    if (value === undefined) continue;
    where.push(condition);
    params[name] = value;
  }
  // spelt out (it is one of four words), so that the partial indexes on kinds are seen
  if (filter.kind !== undefined)
    where.push(`a.kind = '${filter.kind}'${filter.kind === 'clawback' || filter.kind === 'adjustment' ? ' AND a.reverses_id IS NOT NULL' : ''}`);
  const { rows, next, totals } = readList<Row & { beyondTerm: unknown }, { basePaisa: number; amountPaisa: number }>(context.db, {
    ...WALKS[input.sort?.by ?? 'postedIn'],
    id: 'a.id',
    where,
    params,
    direction: input.sort?.direction ?? 'desc',
    after: input.after ?? null,
    limit: input.limit ?? PAGE,
    select: `SELECT a.id, d.code AS deal, p.code AS partner, d.client, a.period, a.posted_in AS postedIn, a.kind, a.invoice_no AS invoiceNo, a.base_paisa AS basePaisa, a.rate_bps AS rateBps,
       a.rate_source AS rateSource, a.tier, a.amount_paisa AS amountPaisa, a.beyond_term AS beyondTerm, a.reverses_id AS reversesId
     FROM accrual_lines a JOIN deals d ON d.id = a.deal_id JOIN partners p ON p.id = a.partner_id`,
    totals: 'count(*) AS count, coalesce(sum(a.base_paisa), 0) AS basePaisa, coalesce(sum(a.amount_paisa), 0) AS amountPaisa',
    totalsFrom: 'accrual_lines a',
  });
  return {
    rows: rows.map((row) => ({ ...row, beyondTerm: Boolean(row.beyondTerm) })),
    next,
    count: totals.count,
    totals: { basePaisa: totals.basePaisa, amountPaisa: totals.amountPaisa },
  };
}
