import { isValidIBAN } from 'ibantools';
import type { Output, Parsed } from '../contract/index.ts';
import { findPartner, loadNegotiated, loadTierFacts, negotiatedRateOn, type PartnerRow } from '../db/repos/partners.ts';
import { loadTermsVersions } from '../db/repos/terms.ts';
import { rateOf } from '../domain/deals.ts';
import { type TermsVersion, termsOn } from '../domain/terms.ts';
import { countOn, creditedOn } from '../domain/tiers.ts';
import { type IsoDate, yearOf } from '../shared/calendar.ts';
import { AppError } from '../shared/errors.ts';
import { maskIdentifier } from '../shared/mask.ts';
import { type TaxStanding, TIERS, type Tier, tierRank } from '../shared/vocab.ts';
import type { QueryContext } from './context.ts';
import { likePattern, PAGE, readList } from './list.ts';

type Row = Output<'partners.list'>['rows'][number];
interface Stored extends Omit<Row, 'count' | 'nextTierAt' | 'bank'> {
  readonly id: number;
  readonly openedOn: IsoDate;
  readonly openingTier: Tier;
  readonly bankTitle: string | null;
  readonly iban: string | null;
  readonly won: number;
}

const TIER = '(SELECT c.to_tier FROM tier_changes c WHERE c.partner_id = p.id AND c.on_date <= :today ORDER BY c.on_date DESC, c.ordinal DESC LIMIT 1)';
const GRACE = '(SELECT g.until_on FROM tier_graces g WHERE g.partner_id = p.id AND g.from_on <= :today AND g.to_on >= :today)';
const WON =
  "(SELECT count(*) FROM deals d WHERE d.partner_id = p.id AND d.signed_on >= substr(:today, 1, 4) || '-01-01' AND d.signed_on <= :today AND (d.uncounted_from IS NULL OR d.uncounted_from > :today))";
const PAYABLE = 'coalesce((SELECT b.balance_paisa FROM partner_balances b WHERE b.partner_id = p.id), 0)';

/** One row per partner with tier, grace, deals, standing and balance as of `:today`. */
const SELECT = `SELECT p.id, p.code AS partner, p.name, p.kind, p.status, p.city, p.account_manager AS accountManager, p.joined_on AS joinedOn, p.opened_on AS openedOn, p.opening_tier AS openingTier,
  p.bank_title AS bankTitle, p.iban, ${TIER} AS tier,
  (SELECT max(c.on_date) FROM tier_changes c WHERE c.partner_id = p.id AND c.on_date <= :today AND c.from_tier IS NOT c.to_tier) AS tierSince,
  ${GRACE} AS inGraceUntil, ${WON} AS won,
  (SELECT count(*) FROM deals d WHERE d.partner_id = p.id) AS deals,
  (SELECT s.standing FROM tax_standings s WHERE s.partner_id = p.id ORDER BY s.checked_on DESC, s.id DESC LIMIT 1) AS standing,
  ${PAYABLE} AS payablePaisa
FROM partners p`;

const TIER_RANK = `CASE ${TIER} ${TIERS.map((tier, rank) => `WHEN '${tier}' THEN ${rank}`).join(' ')} ELSE -1 END`;
const SORTS: Readonly<Record<string, string>> = {
  partner: 'p.code',
  name: 'p.name',
  joinedOn: 'p.joined_on',
  count: WON,
  payablePaisa: PAYABLE,
  tier: TIER_RANK,
};
const FILTERS = { kind: 'p.kind', status: 'p.status', tier: TIER, accountManager: 'p.account_manager' } as const;

/** Partners as of today, filtered, sorted, page by page. */
export function list(context: QueryContext, input: Parsed<'partners.list'>): Output<'partners.list'> {
  const filter = input.filter ?? {};
  const where: string[] = [];
  const params: Record<string, string> = { today: context.today };
  for (const name of ['kind', 'status', 'tier', 'accountManager'] as const) {
    const value = filter[name];
    if (value === undefined) continue;
    where.push(`${FILTERS[name]} = :${name}`);
    params[name] = value;
  }
  if (filter.text !== undefined && filter.text.trim() !== '') {
    where.push("(p.name LIKE :text ESCAPE '\\' OR p.code LIKE :text ESCAPE '\\' OR p.city LIKE :text ESCAPE '\\')");
    params['text'] = likePattern(filter.text.trim());
  }
  if (filter.inGrace !== undefined) where.push(`${GRACE} IS ${filter.inGrace ? 'NOT ' : ''}NULL`);
  if (filter.withoutAccountManager === true) where.push(`p.account_manager IS NULL AND ${TIER_RANK} >= 1 AND p.status = 'active'`);
  const { rows, next, totals } = readList<Stored, { payablePaisa: number; deals: number }>(context.db, {
    from: 'partners p',
    id: 'p.id',
    sort: SORTS[input.sort?.by ?? 'partner'] ?? 'p.code',
    where,
    params,
    direction: input.sort?.direction ?? 'asc',
    after: input.after ?? null,
    limit: input.limit ?? PAGE,
    select: SELECT,
    totals: `count(*) AS count, coalesce(sum(${PAYABLE}), 0) AS payablePaisa, coalesce(sum((SELECT count(*) FROM deals d WHERE d.partner_id = p.id)), 0) AS deals`,
    totalsFrom: 'partners p',
  });
  const versions = loadTermsVersions(context.db);
  return {
    rows: rows.map((row) => present(context, row, versions)),
    next,
    count: totals.count,
    totals: { payablePaisa: totals.payablePaisa, deals: totals.deals },
  };
}

function present(context: QueryContext, stored: Stored, versions: readonly TermsVersion[]): Row {
  const { id, openedOn, openingTier, bankTitle, iban, won, ...row } = stored;
  const counted = versions.every((version) => version.referralBasis === 'won')
    ? won
    : countOn(loadTierFacts(context.db, { id, openedOn, openingTier }, versions).referrals, context.today);
  return {
    ...row,
    count: counted,
    nextTierAt: nextTierAt(stored.tier, termsOn(versions, context.today)),
    bank: iban === null || bankTitle === null ? 'missing' : isValidIBAN(iban) ? 'ok' : 'invalid',
  };
}

function nextTierAt(tier: Tier | null, terms: TermsVersion): number | null {
  const next = TIERS[(tier === null ? 0 : tierRank(tier)) + 1];
  return terms.tiers.find((row) => row.tier === next)?.minReferrals ?? null;
}

/** One partner with everything a record shows. @throws AppError NOT_FOUND */
export function get(context: QueryContext, input: Parsed<'partners.get'>): Output<'partners.get'> {
  const { db, today } = context;
  const partner = findPartner(db, input.partner);
  const stored = db.get<Stored>(`SELECT * FROM (${SELECT}) WHERE partner = :code`, { today, code: input.partner });
  if (!partner || !stored) throw new AppError('NOT_FOUND', `There is no partner ${input.partner}.`);
  const versions = loadTermsVersions(db);
  const negotiated = loadNegotiated(db, partner.id);
  const rate = stored.tier === null ? null : rateOf(null, negotiatedRateOn(negotiated, today), stored.tier, termsOn(versions, today));
  return {
    ...present(context, stored, versions),
    openedOn: partner.openedOn,
    email: partner.email,
    phone: partner.phone,
    country: partner.country,
    ntn: partner.ntn,
    cnicMasked: partner.cnic === null ? null : maskIdentifier(partner.cnic),
    bankTitle: partner.bankTitle,
    bankName: partner.bankName,
    ibanMasked: partner.iban === null ? null : maskIdentifier(partner.iban),
    contactName: partner.contactName,
    contactTitle: partner.contactTitle,
    industry: partner.industry,
    website: partner.website,
    rateBps: rate?.rateBps ?? null,
    rateSource: rate?.source ?? null,
    standingEvidence: db.all<{ standing: TaxStanding; checkedOn: string; method: string; exemptUntil: string | null }>(
      'SELECT standing, checked_on AS checkedOn, method, exempt_until AS exemptUntil FROM tax_standings WHERE partner_id = ? ORDER BY checked_on DESC, id DESC',
      [partner.id],
    ),
    negotiatedTerms: negotiated.map(({ id: _, partnerId: __, ...term }) => term),
    tierPath: tierPathOf(context, partner),
    referrals: referralsOf(context, partner, versions),
    balances: balancesOf(context, partner),
    payouts: db.all<Output<'partners.get'>['payouts'][number]>(
      `SELECT quarter, gross_paisa AS grossPaisa, withholding_paisa AS withholdingPaisa, net_paisa AS netPaisa, carried_paisa AS carriedPaisa, state, hold_reason AS holdReason
       FROM payout_items WHERE partner_id = ? ORDER BY quarter DESC`,
      [partner.id],
    ),
  };
}

function tierPathOf(context: QueryContext, partner: PartnerRow): Output<'partners.get'>['tierPath'] {
  return context.db
    .all<{ date: string; from: Tier | null; to: Tier; reason: Output<'partners.get'>['tierPath'][number]['reason']; count: number; referralsJson: string }>(
      `SELECT on_date AS date, from_tier AS "from", to_tier AS "to", reason, count_referrals AS count, referrals_json AS referralsJson
       FROM tier_changes WHERE partner_id = ? AND on_date <= ? ORDER BY ordinal DESC`,
      [partner.id, context.today],
    )
    .map(({ referralsJson, ...change }) => ({ ...change, referrals: JSON.parse(referralsJson) as string[] }));
}

/** The referrals of this calendar year, newest first, and whether each still counts (1.2). */
function referralsOf(context: QueryContext, partner: PartnerRow, versions: readonly TermsVersion[]): Output<'partners.get'>['referrals'] {
  const { referrals } = loadTierFacts(context.db, partner, versions);
  const counted = new Set(creditedOn(referrals, context.today).map((referral) => referral.code));
  const clients = new Map(
    context.db
      .all<{ code: string; client: string }>(
        "SELECT code, client FROM deals WHERE partner_id = :id UNION ALL SELECT 'L-' || id, client FROM leads WHERE partner_id = :id",
        { id: partner.id },
      )
      .map((row) => [row.code, row.client]),
  );
  return referrals
    .filter((referral) => yearOf(referral.on) === yearOf(context.today) && referral.on <= context.today)
    .map((referral) => ({ code: referral.code, on: referral.on, client: clients.get(referral.code) ?? '', counts: counted.has(referral.code) }))
    .sort((a, b) => (a.on < b.on ? 1 : -1));
}

/** Month by month: posted, paid and what then stood open. */
function balancesOf(context: QueryContext, partner: PartnerRow): Output<'partners.get'>['balances'] {
  const rows = context.db.all<Omit<Output<'partners.get'>['balances'][number], 'balancePaisa'>>(
    `SELECT month, sum(accrued) AS accruedPaisa, sum(adjustments) AS adjustmentsPaisa, sum(clawback) AS clawbackPaisa, sum(paid) AS paidPaisa FROM (
       SELECT month, accrued_paisa AS accrued, adjustments_paisa AS adjustments, clawback_paisa AS clawback, 0 AS paid FROM partner_months WHERE partner_id = :id
       UNION ALL SELECT substr(paid_on, 1, 7), 0, 0, 0, gross_paisa FROM payout_items WHERE partner_id = :id AND state = 'paid')
     GROUP BY month ORDER BY month`,
    { id: partner.id },
  );
  let balancePaisa = 0;
  return rows
    .map((row) => {
      balancePaisa += row.accruedPaisa + row.adjustmentsPaisa + row.clawbackPaisa - row.paidPaisa;
      return { ...row, balancePaisa };
    })
    .reverse();
}
