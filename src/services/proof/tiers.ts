import type { ProofNode } from '../../contract/system.ts';
import { findPartner, loadTierFacts, type PartnerRow } from '../../db/repos/partners.ts';
import { loadTermsVersions } from '../../db/repos/terms.ts';
import type { ReadDb } from '../../db/tx.ts';
import { termsOn, tierTermsOf } from '../../domain/terms.ts';
import { creditedOn, type Referral } from '../../domain/tiers.ts';
import { type IsoDate, isoDate, yearOf } from '../../shared/calendar.ts';
import { AppError } from '../../shared/errors.ts';
import type { Tier } from '../../shared/vocab.ts';
import { fact, facts, leaf } from './node.ts';

const MAX_REFERRALS = 400;

export function partnerOf(db: ReadDb, code: string): PartnerRow {
  const partner = findPartner(db, code);
  if (!partner) throw new AppError('NOT_FOUND', `There is no partner ${code}.`);
  return partner;
}

type PartnerKey = Pick<PartnerRow, 'id' | 'code' | 'openedOn' | 'openingTier'>;

/** `count`: credited referrals of the date's year up to the date, one by one (1.2); those that do not count are named with the reason. */
export function countProof(db: ReadDb, partner: PartnerKey, on: IsoDate): ProofNode {
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
  readonly deal: string;
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
  const more = { rule, termsVersion: rate.termsVersionId, link: { kind: 'deal', id: rate.deal } };
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
