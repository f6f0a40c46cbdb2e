import { type TermsVersion, termsOn } from '../../domain/terms.ts';
import type { Referral, TierFacts, TierFloor, TierPath } from '../../domain/tiers.ts';
import type { StandingEvidence } from '../../domain/withholding.ts';
import { type IsoDate, isoDate } from '../../shared/calendar.ts';
import { type Bps, bps } from '../../shared/rate.ts';
import type { PartnerKind, PartnerStatus, TaxStanding, Tier } from '../../shared/vocab.ts';
import type { ReadDb, WriteDb } from '../tx.ts';

/** A partner as stored, identity and bank fields included. */
export interface PartnerRow {
  readonly id: number;
  readonly code: string;
  readonly name: string;
  readonly kind: PartnerKind;
  readonly status: PartnerStatus;
  readonly joinedOn: IsoDate;
  readonly openingTier: Tier;
  readonly openedOn: IsoDate;
  readonly email: string | null;
  readonly phone: string | null;
  readonly city: string | null;
  readonly country: string;
  readonly ntn: string | null;
  readonly cnic: string | null;
  readonly bankTitle: string | null;
  readonly bankName: string | null;
  readonly iban: string | null;
  readonly contactName: string | null;
  readonly contactTitle: string | null;
  readonly industry: string | null;
  readonly website: string | null;
  readonly accountManager: string | null;
  readonly version: number;
}

const COLUMNS = `id, code, name, kind, status, joined_on AS joinedOn, opening_tier AS openingTier, opened_on AS openedOn, email, phone, city, country, ntn, cnic,
  bank_title AS bankTitle, bank_name AS bankName, iban, contact_name AS contactName, contact_title AS contactTitle, industry, website, account_manager AS accountManager, version`;

export function loadPartners(db: ReadDb): PartnerRow[] {
  return db.all<PartnerRow>(`SELECT ${COLUMNS} FROM partners ORDER BY code`);
}

/** What a payment needs to know of its partner. */
export type Payee = Pick<PartnerRow, 'id' | 'code' | 'status' | 'bankTitle' | 'iban'>;

/** Every partner as payee, by code. */
export function loadPayees(db: ReadDb): Payee[] {
  return db.all<Payee>('SELECT id, code, status, bank_title AS bankTitle, iban FROM partners ORDER BY code');
}

export function findPartner(db: ReadDb, code: string): PartnerRow | undefined {
  return db.get<PartnerRow>(`SELECT ${COLUMNS} FROM partners WHERE code = ?`, [code]);
}

const WRITABLE = [
  'code',
  'name',
  'kind',
  'status',
  'joinedOn',
  'openingTier',
  'openedOn',
  'email',
  'phone',
  'city',
  'country',
  'ntn',
  'cnic',
  'bankTitle',
  'bankName',
  'iban',
  'contactName',
  'contactTitle',
  'industry',
  'website',
  'accountManager',
] as const;
export type PartnerFields = Omit<PartnerRow, 'id' | 'version'>;

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

export function insertPartner(db: WriteDb, partner: PartnerFields, seq: number): number {
  return db.run(
    `INSERT INTO partners (${WRITABLE.map(snake).join(', ')}, version, recorded_seq) VALUES (${WRITABLE.map((c) => `:${c}`).join(', ')}, 1, :seq)`,
    { ...partner, seq },
  ).lastId;
}

export function updatePartner(db: WriteDb, id: number, partner: PartnerFields, seq: number): void {
  db.run(`UPDATE partners SET ${WRITABLE.map((c) => `${snake(c)} = :${c}`).join(', ')}, version = version + 1, recorded_seq = :seq WHERE id = :id`, {
    ...partner,
    id,
    seq,
  });
}

export function insertStanding(db: WriteDb, partnerId: number, evidence: StandingEvidence & { method: string; document: string | null }, seq: number): void {
  db.run('INSERT INTO tax_standings (partner_id, standing, exempt_until, checked_on, method, document, recorded_seq) VALUES (?, ?, ?, ?, ?, ?, ?)', [
    partnerId,
    evidence.standing,
    evidence.exemptUntil,
    evidence.checkedOn,
    evidence.method,
    evidence.document,
    seq,
  ]);
}

/** Evidence of every partner, oldest first, later rows of one day last. */
export function loadStandings(db: ReadDb): Map<number, (StandingEvidence & { method: string })[]> {
  const map = new Map<number, (StandingEvidence & { method: string })[]>();
  for (const row of db.all<{ partnerId: number; standing: TaxStanding; exemptUntil: IsoDate | null; checkedOn: IsoDate; method: string }>(
    'SELECT partner_id AS partnerId, standing, exempt_until AS exemptUntil, checked_on AS checkedOn, method FROM tax_standings ORDER BY partner_id, checked_on, id',
  )) {
    const { partnerId, ...evidence } = row;
    const list = map.get(partnerId);
    if (list) list.push(evidence);
    else map.set(partnerId, [evidence]);
  }
  return map;
}

export interface NegotiatedRow {
  readonly id: number;
  readonly partnerId: number;
  readonly kind: 'tier' | 'rate';
  readonly from: IsoDate;
  readonly to: IsoDate | null;
  readonly tier: Tier | null;
  readonly rateBps: Bps | null;
  readonly approver: string;
  readonly reason: string;
  readonly document: string | null;
}

const NEGOTIATED = 'id, partner_id AS partnerId, kind, from_on AS "from", to_on AS "to", tier, rate_bps AS rateBps, approver, reason, document';

export function loadNegotiated(db: ReadDb, partnerId?: number): NegotiatedRow[] {
  return partnerId === undefined
    ? db.all<NegotiatedRow>(`SELECT ${NEGOTIATED} FROM negotiated_terms ORDER BY partner_id, kind, from_on`)
    : db.all<NegotiatedRow>(`SELECT ${NEGOTIATED} FROM negotiated_terms WHERE partner_id = ? ORDER BY kind, from_on`, [partnerId]);
}

export function insertNegotiated(db: WriteDb, row: Omit<NegotiatedRow, 'id'>, seq: number): void {
  db.run(
    `INSERT INTO negotiated_terms (partner_id, kind, from_on, to_on, tier, rate_bps, approver, reason, document, recorded_seq)
     VALUES (:partnerId, :kind, :from, :to, :tier, :rateBps, :approver, :reason, :document, :seq)`,
    { ...row, seq },
  );
}

/** The partner's negotiated rate on a date, or null (1.6). */
export function negotiatedRateOn(terms: readonly NegotiatedRow[], date: IsoDate): Bps | null {
  const row = terms.find((t) => t.kind === 'rate' && t.from <= date && (t.to === null || date <= t.to));
  return row?.rateBps == null ? null : bps(row.rateBps);
}

/** Referrals by the basis that the terms name on each one's date (1.2). */
export function referralsOf(
  facts: { deals: readonly Referral[]; leads: readonly { code: string; submittedOn: IsoDate; qualifiedOn: IsoDate | null }[] },
  versions: readonly TermsVersion[],
): Referral[] {
  const basisOn = (date: IsoDate): string => termsOn(versions, date).referralBasis;
  const referrals = facts.deals.filter((deal) => basisOn(deal.on) === 'won');
  for (const lead of facts.leads) {
    if (basisOn(lead.submittedOn) === 'submitted') referrals.push({ code: lead.code, on: lead.submittedOn, uncountedFrom: null });
    if (lead.qualifiedOn !== null && basisOn(lead.qualifiedOn) === 'qualified') referrals.push({ code: lead.code, on: lead.qualifiedOn, uncountedFrom: null });
  }
  return referrals;
}

/** Everything that a partner's tier path is a function of (1.3). */
export function loadTierFacts(db: ReadDb, partner: Pick<PartnerRow, 'id' | 'openedOn' | 'openingTier'>, versions: readonly TermsVersion[]): TierFacts {
  const deals = db.all<Referral>('SELECT code, signed_on AS "on", uncounted_from AS uncountedFrom FROM deals WHERE partner_id = ? ORDER BY signed_on, code', [
    partner.id,
  ]);
  const needLeads = versions.some((v) => v.referralBasis !== 'won');
  const leads = needLeads
    ? db.all<{ code: string; submittedOn: IsoDate; qualifiedOn: IsoDate | null }>(
        "SELECT 'L-' || id AS code, submitted_on AS submittedOn, qualified_on AS qualifiedOn FROM leads WHERE partner_id = ? AND status <> 'draft'",
        [partner.id],
      )
    : [];
  const floors = db.all<TierFloor>(
    'SELECT from_on AS "from", to_on AS "to", tier FROM negotiated_terms WHERE partner_id = ? AND kind = \'tier\' ORDER BY from_on',
    [partner.id],
  );
  return { openedOn: isoDate(partner.openedOn), openingTier: partner.openingTier, referrals: referralsOf({ deals, leads }, versions), floors, versions };
}

/** Writes the path as a whole (reviews to come included) and says whether anything dated up to `today` changed. */
export function replaceTierPath(db: WriteDb, partnerId: number, path: TierPath, today: IsoDate): { redated: boolean } {
  const before = db.all<{ onDate: string; toTier: string; reason: string }>(
    'SELECT on_date AS onDate, to_tier AS toTier, reason FROM tier_changes WHERE partner_id = ? AND on_date <= ? ORDER BY ordinal',
    [partnerId, today],
  );
  const unchanged = before.every((row, index) => {
    const now = path.changes[index];
    return now?.date === row.onDate && now.to === row.toTier && now.reason === row.reason;
  });
  db.run('DELETE FROM tier_changes WHERE partner_id = ?', [partnerId]);
  db.run('DELETE FROM tier_graces WHERE partner_id = ?', [partnerId]);
  const insert = db.prepare(
    'INSERT INTO tier_changes (partner_id, ordinal, on_date, from_tier, to_tier, reason, count_referrals, referrals_json) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  for (const [ordinal, change] of path.changes.entries())
    insert([partnerId, ordinal, change.date, change.from, change.to, change.reason, change.count, JSON.stringify(change.referrals)]);
  const grace = db.prepare('INSERT INTO tier_graces (partner_id, from_on, to_on, until_on) VALUES (?, ?, ?, ?)');
  for (const span of path.graces) grace([partnerId, span.from, span.to, span.until]);
  return { redated: before.length > 0 && !unchanged };
}
