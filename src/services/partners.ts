import { isValidIBAN } from 'ibantools';
import type { Output, Parsed } from '../contract/index.ts';
import { findPartner, loadNegotiated, loadTierFacts, negotiatedRateOn, type PartnerFields, type PartnerRow, updatePartner } from '../db/repos/partners.ts';
import { loadTermsVersions } from '../db/repos/terms.ts';
import { rateOf } from '../domain/deals.ts';
import { type TermsVersion, termsOn } from '../domain/terms.ts';
import { countOn, creditedOn } from '../domain/tiers.ts';
import { type IsoDate, yearOf } from '../shared/calendar.ts';
import { AppError } from '../shared/errors.ts';
import { maskIdentifier } from '../shared/mask.ts';
import { type TaxStanding, TIERS, type Tier, tierRank } from '../shared/vocab.ts';
import type { Change, CommandContext, QueryContext } from './context.ts';
import { filterBy, type ListFilter, likePattern, type OfferedFilter, PAGE, readPage, readTotals, SHOWN, secondOf } from './list.ts';
import { refuseStale } from './stale.ts';

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

/** Where each partner stands on a day: no index of the file can hold it, for it moves on with the day. */
const STANDINGS = {
  create: `CREATE TEMP TABLE IF NOT EXISTS partner_standings (partner_id INTEGER PRIMARY KEY, tier_rank INTEGER NOT NULL, won INTEGER NOT NULL, payable_paisa INTEGER NOT NULL, in_grace_until TEXT);
    CREATE INDEX IF NOT EXISTS temp.partner_standings_by_rank ON partner_standings (tier_rank, partner_id);
    CREATE INDEX IF NOT EXISTS temp.partner_standings_by_won ON partner_standings (won, partner_id);
    CREATE INDEX IF NOT EXISTS temp.partner_standings_by_payable ON partner_standings (payable_paisa, partner_id);
    CREATE INDEX IF NOT EXISTS temp.partner_standings_by_grace ON partner_standings (in_grace_until) WHERE in_grace_until IS NOT NULL`,
  fill: `INSERT INTO temp.partner_standings SELECT p.id, ${TIER_RANK}, ${WON}, ${PAYABLE}, ${GRACE} FROM partners p`,
};

const FEW = 'partners p ON p.id = few.value';

const byStanding = (column: string, index: string) =>
  ({
    walk: `partner_standings s INDEXED BY ${index} CROSS JOIN partners p ON p.id = s.partner_id`,
    few: `${FEW} CROSS JOIN partner_standings s ON s.partner_id = p.id`,
    sort: `s.${column}`,
    id: 's.partner_id',
  }) as const;

/** Each sort walks its own index. */
const SORTS = {
  partner: { walk: 'partners p INDEXED BY partners_code_unique', few: FEW, sort: 'p.code', id: 'p.id' },
  name: { walk: 'partners p INDEXED BY partners_by_name', few: FEW, sort: 'p.name', id: 'p.id' },
  joinedOn: { walk: 'partners p INDEXED BY partners_by_joined', few: FEW, sort: 'p.joined_on', id: 'p.id' },
  payablePaisa: byStanding('payable_paisa', 'partner_standings_by_payable'),
  count: byStanding('won', 'partner_standings_by_won'),
  tier: byStanding('tier_rank', 'partner_standings_by_rank'),
} as const;

const standing = (column: string): string => `(SELECT own.${column} FROM partner_standings own WHERE own.partner_id = p.id)`;

/** The same sorts as second keys, along whatever index the first one walks. */
const SECOND: Readonly<Record<keyof typeof SORTS, string>> = {
  partner: 'p.code',
  name: 'p.name',
  joinedOn: 'p.joined_on',
  payablePaisa: `coalesce(${standing('payable_paisa')}, 0)`,
  count: `coalesce(${standing('won')}, 0)`,
  tier: `coalesce(${standing('tier_rank')}, -1)`,
};

const TEXT = "(p.name LIKE :text ESCAPE '\\' OR p.code LIKE :text ESCAPE '\\' OR p.city LIKE :text ESCAPE '\\')";
const UNMANAGED = "p.account_manager IS NULL AND p.status = 'active'";

/** The narrowest first. Text is looked for in the one index that has name, code and city. */
const FILTERS = {
  accountManager: {
    condition: 'p.account_manager = :accountManager',
    narrow: 'SELECT id FROM partners INDEXED BY partners_by_manager WHERE account_manager = :accountManager',
  },
  text: { condition: TEXT, narrow: `SELECT p.id FROM partners p INDEXED BY partners_by_name WHERE ${TEXT}` },
  inGrace: {
    condition: `:inGrace AND ${standing('in_grace_until')} IS NOT NULL`,
    narrow: 'SELECT partner_id AS id FROM partner_standings INDEXED BY partner_standings_by_grace WHERE in_grace_until IS NOT NULL',
  },
  notInGrace: { condition: `:notInGrace AND ${standing('in_grace_until')} IS NULL` },
  withoutAccountManager: {
    condition: `:withoutAccountManager AND ${UNMANAGED} AND ${standing('tier_rank')} >= 1`,
    narrow: `SELECT p.id FROM partner_standings s INDEXED BY partner_standings_by_rank CROSS JOIN partners p ON p.id = s.partner_id WHERE s.tier_rank >= 1 AND ${UNMANAGED}`,
  },
  tier: {
    condition: `${standing('tier_rank')} = :tier`,
    narrow: 'SELECT partner_id AS id FROM partner_standings INDEXED BY partner_standings_by_rank WHERE tier_rank = :tier',
  },
  status: { condition: 'p.status = :status', narrow: 'SELECT id FROM partners INDEXED BY partners_by_status WHERE status = :status' },
  kind: { condition: 'p.kind = :kind' },
} as const satisfies Record<string, OfferedFilter>;

type Filter = NonNullable<Parsed<'partners.totals'>['filter']>;

/** The rows that a filter leaves, with what it asks of the day at hand; the proof of a total takes the same. */
export function filterOf(context: QueryContext, filter: Filter): ListFilter {
  if (needsStandings(filter)) deriveStandings(context);
  const { where, params, narrow } = filterBy(FILTERS, {
    accountManager: filter.accountManager,
    text: likePattern(filter.text),
    inGrace: asked(filter.inGrace === true),
    notInGrace: asked(filter.inGrace === false),
    withoutAccountManager: asked(filter.withoutAccountManager === true),
    tier: filter.tier === undefined ? undefined : tierRank(filter.tier),
    status: filter.status,
    kind: filter.kind,
  });
  return { where, params: { ...params, today: context.today }, narrow };
}

const asked = (is: boolean): 1 | undefined => (is ? 1 : undefined);

function needsStandings({ tier, inGrace, withoutAccountManager }: Filter): boolean {
  return tier !== undefined || inGrace !== undefined || withoutAccountManager === true;
}

const deriveStandings = ({ db, today }: QueryContext): void => db.derive('partner_standings', STANDINGS.create, STANDINGS.fill, { today });

/** Partners as of today, filtered, sorted, page by page. */
export function list(context: QueryContext, input: Parsed<'partners.list'>): Output<'partners.list'> {
  const { filter = {}, sort = { by: 'partner', direction: 'asc' } } = input;
  if ([sort.by, sort.second?.by].some((by) => by !== undefined && SORTS[by].id === 's.partner_id')) deriveStandings(context);
  const { rows, next } = readPage<Stored>(context.db, {
    ...filterOf(context, filter),
    ...SORTS[sort.by],
    direction: sort.direction,
    second: secondOf(SECOND, sort.second),
    after: input.after ?? null,
    limit: input.limit ?? PAGE,
    select: `${SELECT} WHERE p.id IN ${SHOWN}`,
  });
  const versions = loadTermsVersions(context.db);
  return { rows: rows.map((row) => present(context, row, versions)), next };
}

/** Count and sums over all partners of a filter. */
export function totals(context: QueryContext, { filter = {} }: Parsed<'partners.totals'>): Output<'partners.totals'> {
  const { count, ...sums } = readTotals<Output<'partners.totals'>['totals']>(
    context.db,
    filterOf(context, filter),
    'count(*) AS count, coalesce(sum(b.balance_paisa), 0) AS payablePaisa, coalesce(sum((SELECT count(*) FROM deals d WHERE d.partner_id = p.id)), 0) AS deals',
    'partners p LEFT JOIN partner_balances b ON b.partner_id = p.id',
  );
  return { count, totals: sums };
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
    version: partner.version,
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

const MASKED: ReadonlySet<string> = new Set(['phone']);
const shown = (key: string, value: unknown): unknown => (MASKED.has(key) && typeof value === 'string' ? maskIdentifier(value) : value);

/** Sets plain fields as given, empty ones included. @throws AppError NOT_FOUND, CONFLICT when the partner changed since it was shown */
export function set(context: CommandContext, input: Parsed<'partners.set'>): Output<'partners.set'> {
  const { db, seq } = context;
  const stored = findPartner(db, input.partner);
  if (!stored) throw new AppError('NOT_FOUND', `There is no partner ${input.partner}.`);
  refuseStale(context, { record: stored.code, stored: stored.version, shown: input.version, isAbout: isAboutPartner(stored.code) });
  const fields = Object.fromEntries(Object.entries(input.fields).filter(([, value]) => value !== undefined)) as Partial<PartnerFields>;
  const changed = (Object.keys(fields) as (keyof PartnerFields)[]).filter((key) => fields[key] !== stored[key]);
  if (changed.length === 0) return { partner: stored.code, version: stored.version };
  const { id, version: _, ...before } = stored;
  updatePartner(db, id, { ...before, ...fields }, seq);
  const of = (from: Partial<PartnerFields>, mask: boolean): Record<string, unknown> =>
    Object.fromEntries(changed.map((key) => [key, mask ? shown(key, from[key]) : from[key]]));
  context.note({ what: 'partner', partner: stored.code, before: of(stored, true), after: of(fields, true) });
  context.undoable({
    title: `Changed ${stored.code}`,
    procedure: 'partners.set',
    input: { partner: stored.code, version: stored.version + 1, fields: of(stored, false) },
  });
  context.touch('partners', 'payouts');
  return { partner: stored.code, version: stored.version + 1 };
}

/** Puts words on partners, or takes them off. @throws AppError NOT_FOUND naming the first unknown code */
export function label(context: CommandContext, input: Parsed<'partners.label'>): Output<'partners.label'> {
  const { db } = context;
  const [add, remove] = [input.add ?? [], input.remove ?? []];
  let changed = 0;
  for (const id of idsOf(context, input.partners)) {
    for (const tag of add) changed += db.run('INSERT INTO partner_tags (partner_id, tag) VALUES (?, ?) ON CONFLICT DO NOTHING', [id, tag]).changes;
    for (const tag of remove) changed += db.run('DELETE FROM partner_tags WHERE partner_id = ? AND tag = ?', [id, tag]).changes;
  }
  context.note({ what: 'labels', partners: input.partners, add, remove });
  if (changed > 0)
    context.undoable({
      title: `Labelled ${input.partners.length === 1 ? input.partners[0] : `${input.partners.length} partners`}`,
      procedure: 'partners.label',
      input: { partners: input.partners, add: remove, remove: add },
    });
  context.touch('partners');
  return { changed };
}

/** Whether a change gave a partner other fields: only these count its version on. */
const isAboutPartner =
  (code: string) =>
  (change: Change): boolean =>
    (change.what === 'partner' || change.what === 'account manager') && change['partner'] === code;

function idsOf(context: CommandContext, codes: readonly string[]): number[] {
  return codes.map((code) => {
    const row = context.db.get<{ id: number }>('SELECT id FROM partners WHERE code = ?', [code]);
    if (!row) throw new AppError('NOT_FOUND', `There is no partner ${code}.`);
    return row.id;
  });
}

/** Gives partners an account manager each (9.4). @throws AppError NOT_FOUND */
export function assign(context: CommandContext, input: Parsed<'partners.assign'>): Output<'partners.assign'> {
  const { db, seq } = context;
  const before: { partner: string; accountManager: string | null; version: number }[] = [];
  for (const { partner, accountManager, version } of input.items) {
    const stored = db.get<{ id: number; accountManager: string | null; version: number }>(
      'SELECT id, account_manager AS accountManager, version FROM partners WHERE code = ?',
      [partner],
    );
    if (!stored) throw new AppError('NOT_FOUND', `There is no partner ${partner}.`);
    refuseStale(context, { record: partner, stored: stored.version, shown: version, isAbout: isAboutPartner(partner) });
    if (stored.accountManager === accountManager) continue;
    before.push({ partner, accountManager: stored.accountManager, version: stored.version + 1 });
    context.note({ what: 'account manager', partner, before: { accountManager: stored.accountManager }, after: { accountManager } });
    db.run('UPDATE partners SET account_manager = ?, version = version + 1, recorded_seq = ? WHERE id = ?', [accountManager, seq, stored.id]);
  }
  if (before.length > 0)
    context.undoable({
      title: `Assigned ${before.length === 1 ? before[0]?.partner : `${before.length} partners`}`,
      procedure: 'partners.assign',
      input: { items: before },
    });
  context.touch('partners');
  return { changed: before.length };
}
