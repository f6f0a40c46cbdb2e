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

const SORTS = { postedIn: 'postedIn', partner: 'partner', deal: 'deal' } as const;

/** The accruals ledger, page by page. */
export function page(context: QueryContext, input: Parsed<'accruals.page'>): Output<'accruals.page'> {
  const filter = input.filter ?? {};
  const columns = { partner: filter.partner, deal: filter.deal, postedIn: filter.postedIn, period: filter.period, kind: filter.kind };
  const chosen = Object.entries(columns).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const { rows, next, totals } = readList<Row & { beyondTerm: unknown }, { basePaisa: number; amountPaisa: number }>(context.db, {
    select: `SELECT a.id, d.code AS deal, p.code AS partner, d.client, a.period, a.posted_in AS postedIn, a.kind, a.invoice_no AS invoiceNo, a.base_paisa AS basePaisa, a.rate_bps AS rateBps,
       a.rate_source AS rateSource, a.tier, a.amount_paisa AS amountPaisa, a.beyond_term AS beyondTerm, a.reverses_id AS reversesId
     FROM accrual_lines a JOIN deals d ON d.id = a.deal_id JOIN partners p ON p.id = a.partner_id`,
    where: chosen.map(([name]) => `${name} = :${name}`),
    params: Object.fromEntries(chosen),
    sortColumn: SORTS[input.sort?.by ?? 'postedIn'],
    keyColumn: 'id',
    direction: input.sort?.direction ?? 'desc',
    after: input.after ?? null,
    limit: input.limit ?? PAGE,
    totals: 'count(*) AS count, coalesce(sum(basePaisa), 0) AS basePaisa, coalesce(sum(amountPaisa), 0) AS amountPaisa',
  });
  return {
    rows: rows.map((row) => ({ ...row, beyondTerm: Boolean(row.beyondTerm) })),
    next,
    count: totals.count,
    totals: { basePaisa: totals.basePaisa, amountPaisa: totals.amountPaisa },
  };
}
