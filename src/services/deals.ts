import type { Output, Parsed } from '../contract/index.ts';
import { findDeal, hasPostings, updateDeal } from '../db/repos/deals.ts';
import { findPartner, loadTierFacts, replaceTierPath } from '../db/repos/partners.ts';
import { isOpen, loadExceptions, reconcileMonth } from '../db/repos/reconciliation.ts';
import { loadTermsVersions } from '../db/repos/terms.ts';
import { clawbackUntil, uncountedFrom } from '../domain/deals.ts';
import { termsOn } from '../domain/terms.ts';
import { tierPath } from '../domain/tiers.ts';
import { assertExists } from '../shared/assert.ts';
import { addMonths, type Month, monthOf } from '../shared/calendar.ts';
import { AppError } from '../shared/errors.ts';
import type { CommandContext, QueryContext } from './context.ts';
import { likePattern, PAGE, readList } from './list.ts';

type Row = Output<'deals.list'>['rows'][number];

const STATUS = `CASE WHEN d.voided_on IS NOT NULL THEN 'voided' WHEN d.clawed_back = 1 THEN 'clawed_back' WHEN d.cancelled_on IS NOT NULL THEN 'cancelled' WHEN d.completed_on IS NOT NULL THEN 'completed'
    WHEN d.term_end_month < substr(:today, 1, 7) THEN 'beyond_term' ELSE 'running' END`;

const SELECT = `SELECT d.id, d.code AS deal, p.code AS partner, p.name AS partnerName, d.client, d.contract_type AS contractType, d.contract_value_paisa AS contractValuePaisa,
  d.expected_monthly_paisa AS expectedMonthlyPaisa, d.signed_on AS signedOn, d.start_on AS startOn, d.duration_months AS durationMonths, ${STATUS} AS status,
  d.registered_tier AS tier, d.registered_rate_bps AS rateBps, d.registered_rate_source AS rateSource,
  (SELECT coalesce(sum(l.amount_paisa), 0) FROM billing_lines l WHERE l.deal_id = d.id) AS billedPaisa,
  (SELECT coalesce(sum(a.amount_paisa), 0) FROM accrual_lines a WHERE a.deal_id = d.id) AS accruedPaisa
FROM deals d JOIN partners p ON p.id = d.partner_id`;

const SORTS: Readonly<Record<string, string>> = { signedOn: 'd.signed_on', deal: 'd.code', client: 'd.client', contractValuePaisa: 'd.contract_value_paisa' };

/** Registered deals, filtered, sorted, page by page. */
export function list(context: QueryContext, input: Parsed<'deals.list'>): Output<'deals.list'> {
  const filter = input.filter ?? {};
  const where: string[] = [];
  const params: Record<string, string> = { today: context.today };
  for (const [name, condition] of [
    ['partner', 'd.partner_id = (SELECT id FROM partners WHERE code = :partner)'],
    ['contractType', 'd.contract_type = :contractType'],
    ['status', `${STATUS} = :status`],
    ['signedFrom', 'd.signed_on >= :signedFrom'],
    ['signedTo', 'd.signed_on <= :signedTo'],
  ] as const) {
    const value = filter[name];
    if (value === undefined) continue;
    where.push(condition);
    params[name] = value;
  }
  const text = filter.text?.trim() ?? '';
  if (text !== '') {
    where.push(
      "(d.code LIKE :text ESCAPE '\\' OR d.client LIKE :text ESCAPE '\\' OR d.partner_id IN (SELECT id FROM partners WHERE name LIKE :text ESCAPE '\\' OR code LIKE :text ESCAPE '\\'))",
    );
    params['text'] = likePattern(text);
  }
  const whole = where.length === 0;
  const { rows, next, totals } = readList<Row & { id?: number }, { contractValuePaisa: number; billedPaisa: number; accruedPaisa: number }>(context.db, {
    from: 'deals d',
    id: 'd.id',
    sort: SORTS[input.sort?.by ?? 'signedOn'] ?? 'd.signed_on',
    where,
    params,
    direction: input.sort?.direction ?? 'desc',
    after: input.after ?? null,
    limit: input.limit ?? PAGE,
    select: SELECT,
    totals: `count(*) AS count, coalesce(sum(d.contract_value_paisa), 0) AS contractValuePaisa,
      ${whole ? '(SELECT coalesce(sum(amount_paisa), 0) FROM billing_lines)' : 'coalesce(sum((SELECT sum(l.amount_paisa) FROM billing_lines l WHERE l.deal_id = d.id)), 0)'} AS billedPaisa,
      ${whole ? '(SELECT coalesce(sum(accrued_paisa + adjustments_paisa + clawback_paisa), 0) FROM partner_months)' : 'coalesce(sum((SELECT sum(a.amount_paisa) FROM accrual_lines a WHERE a.deal_id = d.id)), 0)'} AS accruedPaisa`,
    totalsFrom: 'deals d',
  });
  return {
    rows: rows.map(({ id: _, ...row }) => row),
    next,
    count: totals.count,
    totals: { contractValuePaisa: totals.contractValuePaisa, billedPaisa: totals.billedPaisa, accruedPaisa: totals.accruedPaisa },
  };
}

/** One deal with its months, lines and postings. @throws AppError NOT_FOUND */
export function get(context: QueryContext, input: Parsed<'deals.get'>): Output<'deals.get'> {
  const { db, today } = context;
  const deal = findDeal(db, input.deal);
  const row = db.get<Row & { id?: number }>(`SELECT * FROM (${SELECT}) WHERE deal = :deal`, { today, deal: input.deal });
  if (!deal || !row) throw new AppError('NOT_FOUND', `There is no deal ${input.deal}.`);
  delete row.id;
  const versions = loadTermsVersions(db);
  const source = db.get<{ file: string; row: number }>(
    'SELECT f.name AS file, d.import_row AS row FROM deals d JOIN import_files f ON f.id = d.import_file_id WHERE d.id = ?',
    [deal.id],
  );
  return {
    ...row,
    completedOn: deal.completedOn,
    cancelledOn: deal.cancelledOn,
    cancelReason: deal.cancelReason,
    voidedOn: deal.voidedOn,
    voidReason: deal.voidReason,
    ownRateReason: deal.ownRateReason,
    clawbackUntil: clawbackUntil(deal, termsOn(versions, today)),
    version: deal.version,
    source: source ?? null,
    strip: stripOf(context, deal.id),
    lines: linesOf(context, deal.id),
    accruals: db.all<Output<'deals.get'>['accruals'][number]>(
      'SELECT id, period, posted_in AS postedIn, kind, invoice_no AS invoiceNo, base_paisa AS basePaisa, rate_bps AS rateBps, amount_paisa AS amountPaisa FROM accrual_lines WHERE deal_id = ? ORDER BY posted_in, id',
      [deal.id],
    ),
  };
}

const MAX_STRIP = 60;

/** Expected against billed for each month that has either, the latest sixty. */
function stripOf(context: QueryContext, dealId: number): Output<'deals.get'>['strip'] {
  const { db, today } = context;
  const range = db.get<{ first: Month; last: Month | null; completed: Month | null; until: Month | null }>(
    `SELECT d.start_month AS first, d.completed_month AS completed, d.expected_until AS until, (SELECT max(l.period) FROM billing_lines l WHERE l.deal_id = d.id) AS last FROM deals d WHERE d.id = ?`,
    [dealId],
  );
  const firstLine = db.get<{ first: Month | null }>('SELECT min(period) AS first FROM billing_lines WHERE deal_id = ?', [dealId])?.first;
  if (!range) return [];
  const present = monthOf(today);
  const ends = [range.last, range.completed, range.until !== null && range.until < present ? range.until : present].filter((month) => month !== null);
  const last = ends.reduce((a, b) => (a > b ? a : b));
  const from = firstLine && firstLine < range.first ? firstLine : range.first;
  const versions = loadTermsVersions(db);
  const strip: Output<'deals.get'>['strip'] = [];
  for (let month = from < addMonths(last, 1 - MAX_STRIP) ? addMonths(last, 1 - MAX_STRIP) : from; month <= last; month = addMonths(month, 1)) {
    for (const row of reconcileMonth(db, month, versions, { dealId })) {
      strip.push({
        month,
        expectedPaisa: row.expectedPaisa,
        billedPaisa: row.billedPaisa,
        expectedCommissionPaisa: row.expectedCommissionPaisa,
        accruedPaisa: row.accruedPaisa,
        toAccruePaisa: row.toAccruePaisa,
        status: row.status,
        beyondTerm: row.beyondTerm === 1,
        work: isOpen(row) ? 'open' : row.workId === null ? null : 'worked',
      });
    }
  }
  return strip;
}

function linesOf(context: QueryContext, dealId: number): Output<'deals.get'>['lines'] {
  const exceptions = new Map(
    loadExceptions(context.db, loadTermsVersions(context.db), { dealId })
      .filter((row) => row.billingLineId !== null)
      .map((row) => [row.billingLineId, row]),
  );
  return context.db
    .all<Omit<Output<'deals.get'>['lines'][number], 'exception' | 'decision'> & { id: number }>(
      `SELECT l.id, l.period, l.invoice_no AS invoiceNo, l.invoice_date AS invoiceDate, l.kind, l.amount_paisa AS amountPaisa, a.posted_in AS postedIn, a.id AS accrualId, a.amount_paisa AS accruedPaisa, f.name AS file, l.import_row AS row
       FROM billing_lines l LEFT JOIN accrual_lines a ON a.billing_line_id = l.id AND a.reverses_id IS NULL LEFT JOIN import_files f ON f.id = l.import_file_id
       WHERE l.deal_id = ? ORDER BY l.period, l.invoice_no`,
      [dealId],
    )
    .map(({ id, ...line }) => ({ ...line, exception: exceptions.get(id)?.code ?? null, decision: exceptions.get(id)?.decision ?? null }));
}

/** Tier, rate and source as stored at registration, by deal code. */
export function rates(context: QueryContext): Output<'deals.rates'> {
  return context.db.all<Output<'deals.rates'>[number]>(
    'SELECT d.code AS deal, p.code AS partner, d.registered_tier AS tier, d.registered_rate_bps AS rateBps, d.registered_rate_source AS source FROM deals d JOIN partners p ON p.id = d.partner_id ORDER BY d.code',
  );
}

/** Voids a deal registered by mistake (1.2): it stops counting from today. @throws AppError TRANSITION_REFUSED once anything hangs on it */
export function voidDeal(context: CommandContext, input: Parsed<'deals.void'>): Output<'deals.void'> {
  const { db, today, seq } = context;
  const deal = findDeal(db, input.deal);
  if (!deal) throw new AppError('NOT_FOUND', `There is no deal ${input.deal}.`);
  if (input.version !== undefined && input.version !== deal.version)
    throw new AppError('CONFLICT', `${deal.code} was changed since you opened it. Look at it again.`, { version: deal.version });
  if (deal.voidedOn !== null) throw new AppError('TRANSITION_REFUSED', `${deal.code} was voided on ${deal.voidedOn} already.`);
  if (deal.cancelledOn !== null) throw new AppError('TRANSITION_REFUSED', `${deal.code} was cancelled on ${deal.cancelledOn}; an ended deal is not voided.`);
  const billed = db.get('SELECT 1 FROM billing_lines WHERE deal_id = ? LIMIT 1', [deal.id]) !== undefined;
  if (billed || hasPostings(db, deal.id)) throw new AppError('TRANSITION_REFUSED', `${deal.code} has billing or postings. Record its cancellation instead.`);
  const voidedOn = today < deal.signedOn ? deal.signedOn : today;
  updateDeal(db, deal.id, {
    voidedOn,
    voidReason: input.reason,
    expectedUntil: null,
    uncountedFrom: uncountedFrom({ cancelledOn: null, isClawedBack: false, voidedOn }),
  });
  const partnerCode = assertExists(db.get<{ code: string }>('SELECT code FROM partners WHERE id = ?', [deal.partnerId])?.code, 'the deal has a partner');
  const partner = assertExists(findPartner(db, partnerCode), 'the partner exists');
  replaceTierPath(db, partner.id, tierPath(loadTierFacts(db, partner, loadTermsVersions(db))), today);
  context.note({ what: 'deal voided', deal: deal.code, reason: input.reason, voidedOn, seq });
  context.touch('deals', 'partners', 'reconciliation', 'months');
  return { deal: deal.code, voidedOn };
}
