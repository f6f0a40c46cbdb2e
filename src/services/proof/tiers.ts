import type { ProofNode } from '../../contract/proof.ts';
import { findPartner, loadNegotiated, loadTierFacts, negotiatedRateOn, type PartnerRow } from '../../db/repos/partners.ts';
import { loadTermsVersions } from '../../db/repos/terms.ts';
import type { ReadDb } from '../../db/tx.ts';
import { rateOf } from '../../domain/deals.ts';
import { termsOn, tierTermsOf } from '../../domain/terms.ts';
import { creditedOn, type Referral, referralsToRecover } from '../../domain/tiers.ts';
import { type IsoDate, isoDate, yearOf } from '../../shared/calendar.ts';
import { AppError } from '../../shared/errors.ts';
import { TIERS, type Tier, tierRank } from '../../shared/vocab.ts';
import { Budget, countSum, fact, facts, leaf, listed } from './node.ts';

const MAX_REFERRALS = 400;

export function partnerOf(db: ReadDb, code: string): PartnerRow {
  const partner = findPartner(db, code);
  if (!partner) throw new AppError('NOT_FOUND', `There is no partner ${code}.`);
  return partner;
}

type PartnerKey = Pick<PartnerRow, 'id' | 'code' | 'openedOn' | 'openingTier'>;

/** `count`: credited referrals of the date's year up to the date, one by one (1.2); those that do not count are named with the reason. */
export function countProof(db: ReadDb, partner: PartnerKey, on: IsoDate): ProofNode {
  if (on < partner.openedOn) throw new AppError('NOT_FOUND', `${partner.code} opened on ${partner.openedOn}; before that it has no count (rule 1.7).`);
  const versions = loadTermsVersions(db);
  const year = yearOf(on);
  const ofYear = loadTierFacts(db, partner, versions)
    .referrals.filter((referral) => referral.on <= on && yearOf(referral.on) === year)
    .sort((a, b) => (a.on === b.on ? (a.code < b.code ? -1 : 1) : a.on < b.on ? -1 : 1));
  const credited = creditedOn(ofYear, on);
  const sources = sourcesOf(db, partner.id);
  const shown = credited.slice(0, MAX_REFERRALS).map((referral) => referralNode(referral, sources));
  const rest = credited.length - shown.length;
  const gone = ofYear
    .filter((referral) => !credited.includes(referral))
    .map((referral) =>
      fact(`${referral.code}, ${referral.on}`, `does not count from ${referral.uncountedFrom ?? ''}`, { rule: '1.2', link: linkOf(referral.code, sources) }),
    );
  return {
    ...leaf(
      `Credited referrals of ${partner.code} in ${year} up to ${on}`,
      { count: credited.length },
      { rule: '1.2', termsVersion: termsOn(versions, on).id, link: { kind: 'partner', id: partner.code } },
    ),
    combine: 'sum',
    parts: [...shown, ...(rest > 0 ? [leaf(`${rest} more`, { count: rest }, { link: { kind: 'partner', id: partner.code } })] : []), ...gone],
  };
}

interface Source {
  readonly file: string | null;
  readonly row: number | null;
}

/** Where each deal of a partner was registered from. */
function sourcesOf(db: ReadDb, partnerId: number): ReadonlyMap<string, Source> {
  const rows = db.all<Source & { code: string }>(
    'SELECT d.code, f.name AS file, d.import_row AS row FROM deals d LEFT JOIN import_files f ON f.id = d.import_file_id WHERE d.partner_id = ?',
    [partnerId],
  );
  return new Map(rows.map((row) => [row.code, row]));
}

const linkOf = (code: string, sources: ReadonlyMap<string, Source>): ProofNode['link'] => (sources.has(code) ? { kind: 'deal', id: code } : null);

function referralNode(referral: Referral, sources: ReadonlyMap<string, Source>): ProofNode {
  const source = sources.get(referral.code);
  return leaf(
    `${referral.code}, ${source ? 'signed' : 'counted'} ${referral.on}`,
    { count: 1 },
    {
      link: linkOf(referral.code, sources),
      source: source?.file != null && source.row !== null ? { file: source.file, row: source.row } : null,
    },
  );
}

interface ChangeRow {
  readonly onDate: IsoDate;
  readonly fromTier: Tier | null;
  readonly toTier: Tier;
  readonly reason: string;
  readonly count: number;
  readonly referrals: string;
}

const REASONS: Readonly<Record<string, { readonly words: string; readonly rule: string }>> = {
  opening: { words: 'opening tier', rule: '1.7' },
  promotion: { words: 'promotion: the count reached the minimum', rule: '1.3' },
  drop: { words: 'drop after a review or a grace', rule: '1.5' },
  negotiated: { words: 'a negotiated tier began or ended', rule: '1.6' },
  grace_begun: { words: 'grace begun', rule: '1.4' },
  grace_recovered: { words: 'grace recovered', rule: '1.4' },
};

/** The tier a partner holds on a date: the row that began it with its referrals, negotiated terms, grace, and the count of the year. */
export function tierProof(db: ReadDb, partner: PartnerKey, on: IsoDate): ProofNode {
  const changes = db.all<ChangeRow>(
    'SELECT on_date AS onDate, from_tier AS fromTier, to_tier AS toTier, reason, count_referrals AS count, referrals_json AS referrals FROM tier_changes WHERE partner_id = ? AND on_date <= ? ORDER BY on_date, ordinal',
    [partner.id, on],
  );
  const last = changes.at(-1);
  if (!last) throw new AppError('NOT_FOUND', `${partner.code} holds no tier on ${on}: it opened on ${partner.openedOn} (rule 1.7).`);
  const terms = termsOn(loadTermsVersions(db), on);
  const since = changes.findLast((change) => change.fromTier !== change.toTier) ?? last;
  const latest = last === since ? [] : [changeNode(db, partner, last)];
  const tier = tierTermsOf(terms, last.toTier);
  return facts(
    `Tier of ${partner.code} on ${on}`,
    { text: last.toTier },
    [
      changeNode(db, partner, since),
      ...latest,
      ...floorNodes(db, partner.id, on),
      ...graceNodes(db, partner.id, on),
      countProof(db, partner, on),
      fact(`Minimum of ${last.toTier} a year`, `${tier.minReferrals} credited referrals`, { rule: '1.1', termsVersion: terms.id }),
    ],
    { rule: REASONS[last.reason]?.rule ?? '1.3', termsVersion: terms.id, link: { kind: 'partner', id: partner.code }, note: `Held since ${since.onDate}.` },
  );
}

function changeNode(db: ReadDb, partner: PartnerKey, change: ChangeRow): ProofNode {
  const codes = JSON.parse(change.referrals) as string[];
  const sources = codes.length === 0 ? new Map<string, Source>() : sourcesOf(db, partner.id);
  const reason = REASONS[change.reason];
  return facts(
    `${change.onDate}: ${change.fromTier ?? 'none'} → ${change.toTier}`,
    { text: reason?.words ?? change.reason },
    codes.slice(0, MAX_REFERRALS).map((code) => {
      const source = sources.get(code);
      return leaf(
        code,
        { count: 1 },
        { link: linkOf(code, sources), source: source?.file != null && source.row !== null ? { file: source.file, row: source.row } : null },
      );
    }),
    {
      rule: reason?.rule ?? null,
      note: change.reason === 'opening' || change.reason === 'negotiated' ? null : `${change.count} credited referrals made it so.`,
    },
  );
}

interface TermRow {
  readonly fromOn: string;
  readonly toOn: string | null;
  readonly tier: string | null;
  readonly rateBps: number | null;
  readonly approver: string;
  readonly reason: string;
  readonly document: string | null;
}

const TERMS =
  'SELECT from_on AS fromOn, to_on AS toOn, tier, rate_bps AS rateBps, approver, reason, document FROM negotiated_terms WHERE partner_id = ? AND kind = ? AND from_on <= ? AND (to_on IS NULL OR to_on >= ?) ORDER BY from_on';

function floorNodes(db: ReadDb, partnerId: number, on: string): ProofNode[] {
  return db
    .all<TermRow>(TERMS, [partnerId, 'tier', on, on])
    .map((term) => fact('Negotiated tier', `${term.tier ?? ''} from ${term.fromOn} to ${term.toOn ?? 'open end'}`, { rule: '1.6', note: agreementOf(term) }));
}

const agreementOf = (term: TermRow): string => `Approved by ${term.approver}: ${term.reason}${term.document === null ? '' : ` (${term.document})`}`;

function graceNodes(db: ReadDb, partnerId: number, on: string): ProofNode[] {
  return db
    .all<{ fromOn: string; until: string }>(
      'SELECT from_on AS fromOn, until_on AS until FROM tier_graces WHERE partner_id = ? AND from_on <= ? AND to_on >= ?',
      [partnerId, on, on],
    )
    .map((grace) => fact('In grace', `until ${grace.until}`, { rule: '1.4' }));
}

export interface RateFacts {
  /** Null: of no deal yet. */
  readonly deal: string | null;
  readonly partnerId: number;
  readonly rateBps: number;
  readonly source: string;
  readonly tier: string;
  readonly termsVersionId: number;
  /** The day whose tier and negotiated terms decide: that of signing, or the last of the billed month (2.6). */
  readonly on: IsoDate;
  readonly ownRateReason: string | null;
  readonly dealSource: ProofNode['source'];
}

/** A rate with what it rests on: the deal's own, the partner's negotiated one, or the tier table of a terms version (1.6). */
export function rateProof(db: ReadDb, rate: RateFacts, label: string, rule: string): ProofNode {
  const more = { rule, termsVersion: rate.termsVersionId, link: rate.deal === null ? null : { kind: 'deal', id: rate.deal } };
  if (rate.source === 'deal') {
    return facts(
      label,
      { bps: rate.rateBps },
      [fact('Own rate of the deal', rate.ownRateReason ?? 'no reason was given', { rule: '1.6', source: rate.dealSource, link: more.link })],
      more,
    );
  }
  if (rate.source === 'partner') {
    const terms = db.all<TermRow>(TERMS, [rate.partnerId, 'rate', rate.on, rate.on]).filter((term) => term.rateBps === rate.rateBps);
    return facts(
      label,
      { bps: rate.rateBps },
      terms.map((term) =>
        leaf(`Negotiated rate from ${term.fromOn} to ${term.toOn ?? 'open end'}`, { bps: rate.rateBps }, { rule: '1.6', note: agreementOf(term) }),
      ),
      { ...more, note: `The partner's negotiated rate on ${rate.on}.` },
    );
  }
  const version = db.get<{ from: string; reason: string }>('SELECT effective_from AS "from", reason FROM terms_versions WHERE id = ?', [rate.termsVersionId]);
  const table = leaf(
    `Tier table: ${rate.tier}`,
    { bps: rate.rateBps },
    { rule: '1.1', termsVersion: rate.termsVersionId, note: version ? `Terms from ${version.from}: ${version.reason}` : null },
  );
  return facts(label, { bps: rate.rateBps }, [table, heldNode(db, rate)], more);
}

/** The tier that stands beside a rate, with today's history of that day; a fact learned later may have re-dated it (1.3). */
function heldNode(db: ReadDb, rate: RateFacts): ProofNode {
  const partner = db.get<PartnerKey>('SELECT id, code, opened_on AS openedOn, opening_tier AS openingTier FROM partners WHERE id = ?', [rate.partnerId]);
  if (!partner || rate.on < partner.openedOn) return fact(`Tier on ${rate.on}`, rate.tier, { rule: '1.7' });
  const now = tierProof(db, partner, isoDate(rate.on));
  const same = 'text' in now.value && now.value.text === rate.tier;
  const note = same
    ? null
    : 'Facts learned since have re-dated the history, or later deals of the day changed it; what was registered or posted stays as it was (rule 1.3).';
  return facts(`Tier on ${rate.on}`, { text: rate.tier }, now.parts, { rule: '1.3', note, link: { kind: 'partner', id: partner.code } });
}

/** How many referrals are missing to the next tier (1.3), or to end the grace (1.4). */
export function missingProof(db: ReadDb, partner: PartnerRow, on: IsoDate, to: 'nextTier' | 'recover'): ProofNode {
  const versions = loadTermsVersions(db);
  const terms = termsOn(versions, on);
  const held = heldTier(db, partner, on);
  const link = { kind: 'partner', id: partner.code };
  if (to === 'recover') {
    const missing = referralsToRecover(loadTierFacts(db, partner, versions), on);
    const minimum = fact(`Minimum of ${held} a year`, `${tierTermsOf(terms, held).minReferrals} credited referrals`, { rule: '1.1', termsVersion: terms.id });
    return facts(
      `Missing to end the grace of ${partner.code} on ${on}`,
      { count: missing },
      [minimum, ...graceNodes(db, partner.id, on), countProof(db, partner, on)],
      {
        rule: '1.4',
        termsVersion: terms.id,
        link,
        note: terms.grace === 'one-quarter' ? 'A quarter of the minimum, against the year so far.' : 'Against the referrals of the last twelve months.',
      },
    );
  }
  const above = TIERS[tierRank(held) + 1];
  if (above === undefined) throw new AppError('NOT_FOUND', `${partner.code} holds the highest tier on ${on}.`);
  const label = `Missing to ${above} for ${partner.code} on ${on}`;
  const count = countProof(db, partner, on);
  const counted = 'count' in count.value ? count.value.count : 0;
  const minimum = tierTermsProof(db, { tier: above, on, figure: 'minReferrals' });
  const more = { rule: '1.3', termsVersion: terms.id, link };
  if (counted >= tierTermsOf(terms, above).minReferrals) return facts(label, { count: 0 }, [minimum, count], more);
  return countSum(label, [minimum, facts('Credited so far, taken off', { count: 0 - counted }, [count], { rule: '1.2' })], more);
}

function heldTier(db: ReadDb, partner: PartnerRow, on: IsoDate): Tier {
  const held = db.get<{ tier: Tier }>(
    'SELECT to_tier AS tier FROM tier_changes WHERE partner_id = ? AND on_date <= ? ORDER BY on_date DESC, ordinal DESC LIMIT 1',
    [partner.id, on],
  );
  if (!held) throw new AppError('NOT_FOUND', `${partner.code} holds no tier on ${on}: it opened on ${partner.openedOn} (rule 1.7).`);
  return held.tier;
}

/** The count with which a change of the tier was written, and the referrals that made it so (1.7). */
export function tierChangeProof(db: ReadDb, partner: PartnerRow, { on, to }: { on: string; to: Tier }): ProofNode {
  const change = db.get<ChangeRow>(
    'SELECT on_date AS onDate, from_tier AS fromTier, to_tier AS toTier, reason, count_referrals AS count, referrals_json AS referrals FROM tier_changes WHERE partner_id = ? AND on_date = ? AND to_tier = ? ORDER BY ordinal DESC LIMIT 1',
    [partner.id, on, to],
  );
  if (!change) throw new AppError('NOT_FOUND', `${partner.code} did not come to ${to} on ${on}.`);
  const node = changeNode(db, partner, change);
  const listsAll = node.parts.length === change.count;
  return { ...node, value: { count: change.count }, combine: listsAll ? 'sum' : 'facts', link: { kind: 'partner', id: partner.code } };
}

const TIER_UNITS = { minReferrals: 'count', rateBps: 'bps', coopPaisa: 'paisa' } as const;
const TIER_WORDS = { minReferrals: 'Minimum a year', rateBps: 'Rate', coopPaisa: 'Co-op fund a year' } as const;

/** A cell of the tier table: the version of the terms that holds on the day is its source (1.1). */
export function tierTermsProof(db: ReadDb, { tier, on, figure }: { tier: Tier; on: IsoDate; figure: keyof typeof TIER_UNITS }): ProofNode {
  const terms = termsOn(loadTermsVersions(db), on);
  const value = tierTermsOf(terms, tier)[figure];
  const label = `${TIER_WORDS[figure]} of ${tier} on ${on}`;
  const more = { rule: '1.1', termsVersion: terms.id, link: { kind: 'terms', id: String(terms.id) }, note: `Terms from ${terms.effectiveFrom}.` };
  const unit = TIER_UNITS[figure];
  return leaf(label, unit === 'count' ? { count: value } : unit === 'bps' ? { bps: value } : { paisa: value }, more);
}

/** Who holds a tier on a day (1.7). */
export function tierPartnersProof(db: ReadDb, { tier, on }: { tier: Tier; on: IsoDate }): ProofNode {
  const partners = db.all<{ code: string; name: string }>(
    `SELECT p.code, p.name FROM partners p WHERE (SELECT c.to_tier FROM tier_changes c WHERE c.partner_id = p.id AND c.on_date <= :on ORDER BY c.on_date DESC, c.ordinal DESC LIMIT 1) = :tier ORDER BY p.code`,
    { tier, on },
  );
  const rows = partners.map(({ code, name }) => ({
    label: `${code}, ${name}`,
    value: 1,
    more: { link: { kind: 'partner', id: code }, deeper: { kind: 'tier', partner: code, on } as const },
  }));
  return countSum(`Partners in ${tier} on ${on}`, listed('count', rows, new Budget()), { rule: '1.7' });
}

/** The rate that a deal signed on the day would get: the negotiated one, or that of the tier held (1.6). */
export function partnerRateProof(db: ReadDb, partner: PartnerRow, on: IsoDate): ProofNode {
  const terms = termsOn(loadTermsVersions(db), on);
  const tier = heldTier(db, partner, on);
  const { rateBps, source } = rateOf(null, negotiatedRateOn(loadNegotiated(db, partner.id), on), tier, terms);
  return rateProof(
    db,
    { deal: null, partnerId: partner.id, rateBps, source, tier, termsVersionId: terms.id, on, ownRateReason: null, dealSource: null },
    `Rate of a deal signed by ${partner.code} on ${on}`,
    '1.6',
  );
}
