import type { Output, Parsed } from '../contract/index.ts';
import { type DealChanges, findDeal, hasPostings, updateDeal } from '../db/repos/deals.ts';
import { findPartner, loadTierFacts, replaceTierPath } from '../db/repos/partners.ts';
import { isOpen, loadExceptions, reconcileMonth } from '../db/repos/reconciliation.ts';
import { loadTermsVersions } from '../db/repos/terms.ts';
import { clawbackUntil, expectedUntil, isClawedBack, uncountedFrom } from '../domain/deals.ts';
import { termsOn } from '../domain/terms.ts';
import { tierPath } from '../domain/tiers.ts';
import { assertExists } from '../shared/assert.ts';
import { addMonths, type Month, monthOf } from '../shared/calendar.ts';
import { AppError } from '../shared/errors.ts';
import type { CommandContext, QueryContext } from './context.ts';
import { filterBy, type ListFilter, likePattern, type OfferedFilter, PAGE, readPage, readTotals, SHOWN, secondOf } from './list.ts';
import { refuseStale } from './stale.ts';

type Row = Output<'deals.list'>['rows'][number];

const STATUS = "coalesce(d.ending, CASE WHEN d.term_end_month < substr(:today, 1, 7) THEN 'beyond_term' ELSE 'running' END)";

const SELECT = `SELECT d.id, d.code AS deal, p.code AS partner, p.name AS partnerName, d.client, d.contract_type AS contractType, d.contract_value_paisa AS contractValuePaisa,
  d.expected_monthly_paisa AS expectedMonthlyPaisa, d.signed_on AS signedOn, d.start_on AS startOn, d.duration_months AS durationMonths, ${STATUS} AS status,
  d.registered_tier AS tier, d.registered_rate_bps AS rateBps, d.registered_rate_source AS rateSource, t.billed_paisa AS billedPaisa, t.accrued_paisa AS accruedPaisa
FROM deals d JOIN partners p ON p.id = d.partner_id JOIN deal_totals t ON t.deal_id = d.id`;

const FEW = 'deals d ON d.id = few.value';

/** Each sort walks its own index. */
const SORTS = {
  signedOn: { walk: 'deals d INDEXED BY deals_by_signed', few: FEW, sort: 'd.signed_on' },
  deal: { walk: 'deals d INDEXED BY deals_by_code', few: FEW, sort: 'd.code' },
  client: { walk: 'deals d INDEXED BY deals_by_client', few: FEW, sort: 'd.client' },
  partnerName: {
    walk: 'partners p INDEXED BY partners_by_name CROSS JOIN deals d INDEXED BY deals_by_partner ON d.partner_id = p.id',
    few: `${FEW} CROSS JOIN partners p ON p.id = d.partner_id`,
    sort: 'p.name',
  },
  contractValuePaisa: { walk: 'deals d INDEXED BY deals_by_value', few: FEW, sort: 'd.contract_value_paisa' },
  accruedPaisa: {
    walk: 'deal_totals t INDEXED BY deal_totals_by_accrued CROSS JOIN deals d ON d.id = t.deal_id',
    few: `${FEW} CROSS JOIN deal_totals t ON t.deal_id = d.id`,
    sort: 't.accrued_paisa',
  },
} as const;

/** The same sorts as second keys, along whatever index the first one walks. */
const SECOND = {
  signedOn: 'd.signed_on',
  deal: 'd.code',
  client: 'd.client',
  partnerName: '(SELECT name FROM partners WHERE id = d.partner_id)',
  contractValuePaisa: 'd.contract_value_paisa',
  accruedPaisa: '(SELECT accrued_paisa FROM deal_totals WHERE deal_id = d.id)',
} as const satisfies Record<keyof typeof SORTS, string>;

const NAMED = "SELECT id FROM partners WHERE name LIKE :text ESCAPE '\\' OR code LIKE :text ESCAPE '\\'";
const TEXT = `(d.code LIKE :text ESCAPE '\\' OR d.client LIKE :text ESCAPE '\\' OR d.partner_id IN (${NAMED}))`;
const BEYOND = 'd.term_end_month < :beyondBefore AND d.ending IS NULL';
const SIGNED = "SELECT id FROM deals INDEXED BY deals_by_signed WHERE signed_on BETWEEN coalesce(:signedFrom, '') AND coalesce(:signedTo, '9999')";
const OF_PARTNER = 'd.partner_id = (SELECT id FROM partners WHERE code = :partner)';

/** The narrowest first. Text is looked for in the one index that has code, client and partner. */
const FILTERS = {
  partner: { condition: OF_PARTNER, narrow: `SELECT d.id FROM deals d INDEXED BY deals_by_partner WHERE ${OF_PARTNER}` },
  text: { condition: TEXT, narrow: `SELECT d.id FROM deals d INDEXED BY deals_by_client WHERE ${TEXT}` },
  ending: { condition: 'd.ending = :ending', narrow: 'SELECT id FROM deals INDEXED BY deals_by_ending WHERE ending = :ending' },
  beyondBefore: { condition: BEYOND, narrow: `SELECT d.id FROM deals d INDEXED BY deals_by_term_end WHERE ${BEYOND}` },
  runningIn: { condition: 'd.ending IS NULL AND (d.term_end_month IS NULL OR d.term_end_month >= :runningIn)' },
  signedFrom: { condition: 'd.signed_on >= :signedFrom', narrow: SIGNED },
  signedTo: { condition: 'd.signed_on <= :signedTo', narrow: SIGNED },
  contractType: { condition: 'd.contract_type = :contractType', narrow: 'SELECT id FROM deals INDEXED BY deals_by_type WHERE contract_type = :contractType' },
} as const satisfies Record<string, OfferedFilter>;

/** The rows that a filter leaves; the proof of a total takes the same. */
export function filterOf({ today }: QueryContext, { text, status, ...given }: NonNullable<Parsed<'deals.totals'>['filter']> = {}): ListFilter {
  const live = status === 'running' || status === 'beyond_term';
  const { where, params, narrow } = filterBy(FILTERS, {
    ...given,
    text: likePattern(text),
    ending: live ? undefined : status,
    beyondBefore: status === 'beyond_term' ? monthOf(today) : undefined,
    runningIn: status === 'running' ? monthOf(today) : undefined,
  });
  return { where, params: { ...params, today }, narrow };
}

/** Registered deals, filtered, sorted, page by page. */
export function list(context: QueryContext, input: Parsed<'deals.list'>): Output<'deals.list'> {
  const { rows, next } = readPage<Row & { id?: number }>(context.db, {
    ...filterOf(context, input.filter),
    ...SORTS[input.sort?.by ?? 'signedOn'],
    id: 'd.id',
    direction: input.sort?.direction ?? 'desc',
    second: secondOf(SECOND, input.sort?.second),
    after: input.after ?? null,
    limit: input.limit ?? PAGE,
    select: `${SELECT} WHERE d.id IN ${SHOWN}`,
  });
  return { rows: rows.map(({ id: _, ...row }) => row), next };
}

/** Count and sums over all deals of a filter. */
export function totals(context: QueryContext, input: Parsed<'deals.totals'>): Output<'deals.totals'> {
  const { count, ...sums } = readTotals<Output<'deals.totals'>['totals']>(
    context.db,
    filterOf(context, input.filter),
    `count(*) AS count, coalesce(sum(d.contract_value_paisa), 0) AS contractValuePaisa, coalesce(sum(t.billed_paisa), 0) AS billedPaisa, coalesce(sum(t.accrued_paisa), 0) AS accruedPaisa`,
    'deals d JOIN deal_totals t ON t.deal_id = d.id',
  );
  return { count, totals: sums };
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
  refuseStale(context, { record: deal.code, stored: deal.version, shown: input.version, isAbout: (change) => change['deal'] === deal.code });
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
  refreshTierPath(context, deal.partnerId);
  context.note({ what: 'deal voided', deal: deal.code, reason: input.reason, voidedOn, seq });
  context.touch('deals', 'partners', 'reconciliation', 'months');
  context.undoable({
    title: `Voided ${deal.code}`,
    procedure: 'deals.takeBack',
    input: { deal: deal.code, what: 'voiding', since: seq, version: deal.version + 1 },
  });
  return { deal: deal.code, voidedOn };
}

/**
 * Takes back how a deal ended, as long as no month was closed with it: a close has posted by it, and only a correction helps then (3.6).
 * @throws AppError CONFLICT when the deal changed since, TRANSITION_REFUSED once a month was closed
 */
export function takeBack(context: CommandContext, input: Parsed<'deals.takeBack'>): Output<'deals.takeBack'> {
  const { db } = context;
  const deal = findDeal(db, input.deal);
  if (!deal) throw new AppError('NOT_FOUND', `There is no deal ${input.deal}.`);
  refuseStale(context, { record: deal.code, stored: deal.version, shown: input.version, isAbout: (change) => change['deal'] === deal.code });
  const closed = db.get<{ month: string }>('SELECT month FROM months WHERE close_seq > ? ORDER BY month LIMIT 1', [input.since]);
  if (closed)
    throw new AppError(
      'TRANSITION_REFUSED',
      `${closed.month} was closed with the ${input.what} of ${deal.code}; what is posted is corrected, not taken back (rule 3.6).`,
    );
  const next = { ...deal, ...without(input.what) };
  const clawedBack =
    next.cancelledOn !== null &&
    next.cancelReason !== null &&
    isClawedBack(next, next.cancelledOn, next.cancelReason, termsOn(loadTermsVersions(db), next.cancelledOn));
  updateDeal(db, deal.id, {
    ...without(input.what),
    clawedBack: clawedBack ? 1 : 0,
    uncountedFrom: uncountedFrom({ cancelledOn: next.cancelledOn, isClawedBack: clawedBack, voidedOn: next.voidedOn }),
    expectedUntil: expectedUntil(next),
  });
  refreshTierPath(context, deal.partnerId);
  context.note({ what: 'deal', deal: deal.code, takenBack: input.what, since: input.since });
  context.touch('deals', 'partners', 'reconciliation', 'months');
  return { deal: deal.code, version: deal.version + 1 };
}

/** The columns of an ending, empty. */
function without(what: Parsed<'deals.takeBack'>['what']): DealChanges {
  if (what === 'completion') return { completedOn: null, completedMonth: null, completionSeq: null };
  if (what === 'cancellation') return { cancelledOn: null, cancelledMonth: null, cancelReason: null, cancellationSeq: null };
  return { voidedOn: null, voidReason: null };
}

function refreshTierPath(context: CommandContext, partnerId: number): void {
  const { db, today } = context;
  const code = assertExists(db.get<{ code: string }>('SELECT code FROM partners WHERE id = ?', [partnerId])?.code, 'the deal has a partner');
  const partner = assertExists(findPartner(db, code), 'the partner exists');
  replaceTierPath(db, partner.id, tierPath(loadTierFacts(db, partner, loadTermsVersions(db))), today);
}
