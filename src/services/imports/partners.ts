import {
  insertNegotiated,
  insertPartner,
  insertStanding,
  loadNegotiated,
  loadPartners,
  loadStandings,
  type NegotiatedRow,
  type PartnerFields,
  type PartnerRow,
  updatePartner,
} from '../../db/repos/partners.ts';
import { latestEvidence } from '../../domain/withholding.ts';
import type { ImportRow } from '../../importers/index.ts';
import { maskIdentifier } from '../../shared/mask.ts';
import { type Batch, countsOf, differences, fail } from './batch.ts';

type Row = ImportRow<'partners'>;

/** Takes partner rows: new ones start at their opening tier (1.7), known ones are updated where the file brings something else. */
export function applyPartners(batch: Batch, rows: readonly Row[]): void {
  if (rows.length === 0) return;
  const stored = new Map(loadPartners(batch.context.db).map((partner) => [partner.code, partner]));
  const standings = loadStandings(batch.context.db);
  for (const row of rows) {
    const existing = stored.get(row.values.code);
    if (existing) updateKnown(batch, row, existing, standings.get(existing.id) ?? []);
    else insertNew(batch, row);
  }
}

function fieldsOf(row: Row, existing: PartnerRow | undefined): PartnerFields {
  const v = row.values;
  const openedBefore = existing && existing.openedOn !== existing.joinedOn ? existing.openedOn : null;
  return {
    code: v.code,
    name: v.name,
    kind: v.kind,
    status: v.status ?? existing?.status ?? 'active',
    joinedOn: v.joinedOn,
    openingTier: v.tier ?? existing?.openingTier ?? 'bronze',
    openedOn: v.tierSince ?? openedBefore ?? v.joinedOn,
    email: v.email ?? existing?.email ?? null,
    phone: v.phone ?? existing?.phone ?? null,
    city: v.city ?? existing?.city ?? null,
    country: v.country ?? existing?.country ?? 'PK',
    ntn: v.ntn ?? existing?.ntn ?? null,
    cnic: v.cnic ?? existing?.cnic ?? null,
    bankTitle: v.bankTitle ?? existing?.bankTitle ?? null,
    bankName: v.bankName ?? existing?.bankName ?? null,
    iban: v.iban ?? existing?.iban ?? null,
    contactName: v.contactName ?? existing?.contactName ?? null,
    contactTitle: v.contactTitle ?? existing?.contactTitle ?? null,
    industry: v.industry ?? existing?.industry ?? null,
    website: v.website ?? existing?.website ?? null,
    accountManager: v.accountManager ?? existing?.accountManager ?? null,
  };
}

function insertNew(batch: Batch, row: Row): void {
  const { db, seq } = batch.context;
  const id = insertPartner(db, fieldsOf(row, undefined), seq);
  batch.partnerIds.set(row.values.code, id);
  batch.partnersTouched.add(id);
  recordStanding(batch, row, id);
  countsOf(batch, 'partners').new += 1;
}

function recordStanding(batch: Batch, row: Row, partnerId: number): void {
  const { taxStanding, exemptUntil } = row.values;
  if (taxStanding === null) return;
  const { db, seq, today } = batch.context;
  insertStanding(
    db,
    partnerId,
    { standing: taxStanding, exemptUntil: taxStanding === 'exempt' ? exemptUntil : null, checkedOn: today, method: 'import', document: row.fileLabel },
    seq,
  );
}

const MASKED: ReadonlySet<string> = new Set(['iban', 'cnic', 'ntn', 'phone']);

function updateKnown(batch: Batch, row: Row, existing: PartnerRow, evidence: Parameters<typeof latestEvidence>[0]): void {
  const fields = fieldsOf(row, existing);
  const changed = differences<PartnerFields>(existing, fields);
  const known = latestEvidence(evidence);
  const standingChanged =
    row.values.taxStanding !== null &&
    (known?.standing !== row.values.taxStanding || (row.values.taxStanding === 'exempt' && known.exemptUntil !== row.values.exemptUntil));
  if (changed.length === 0 && !standingChanged) {
    countsOf(batch, 'partners').unchanged += 1;
    return;
  }
  if (changed.includes('openedOn') && !canOpenOn(batch, row, existing, fields.openedOn)) return;
  if (changed.length > 0) updatePartner(batch.context.db, existing.id, fields, batch.context.seq);
  if (standingChanged) recordStanding(batch, row, existing.id);
  if (changed.includes('openedOn') || changed.includes('openingTier')) batch.partnersTouched.add(existing.id);
  countsOf(batch, 'partners').changed += 1;
  const show = (key: string, value: unknown): unknown => (MASKED.has(key) && typeof value === 'string' ? maskIdentifier(value) : value);
  batch.context.note({
    what: 'partner',
    partner: existing.code,
    before: Object.fromEntries(changed.map((key) => [key, show(key, existing[key])])),
    after: { ...Object.fromEntries(changed.map((key) => [key, show(key, fields[key])])), ...(standingChanged ? { taxStanding: row.values.taxStanding } : {}) },
  });
}

/** 1.7: no deal lies before the opening. */
function canOpenOn(batch: Batch, row: Row, existing: PartnerRow, openedOn: string): boolean {
  const deal = batch.context.db.get<{ code: string; signedOn: string }>(
    'SELECT code, signed_on AS signedOn FROM deals WHERE partner_id = ? AND signed_on < ? ORDER BY signed_on LIMIT 1',
    [existing.id, openedOn],
  );
  if (!deal) return true;
  fail(
    batch,
    row,
    'tier_since',
    'OPENING_AFTER_DEAL',
    `${existing.code} cannot open on ${openedOn}: its deal ${deal.code} was signed on ${deal.signedOn} (rule 1.7). Give an earlier date.`,
  );
  return false;
}

type TermRow = Omit<NegotiatedRow, 'id'>;

/** Takes negotiated tiers and rates (1.6); terms of one kind never overlap for one partner. */
export function applyNegotiatedTerms(batch: Batch, rows: readonly ImportRow<'negotiated_terms'>[]): void {
  if (rows.length === 0) return;
  const held = new Map<string, TermRow[]>();
  const listOf = (partnerId: number, kind: 'tier' | 'rate'): TermRow[] => {
    const key = `${partnerId} ${kind}`;
    const list = held.get(key) ?? [];
    held.set(key, list);
    return list;
  };
  for (const term of loadNegotiated(batch.context.db)) listOf(term.partnerId, term.kind).push(term);
  for (const row of rows) {
    const v = row.values;
    const partnerId = batch.partnerIds.get(v.partnerCode);
    if (partnerId === undefined) {
      fail(batch, row, 'partner_code', 'UNKNOWN_PARTNER', `There is no partner "${v.partnerCode}". Import the partner first or in the same import.`);
      continue;
    }
    const base = { partnerId, from: v.from, to: v.to, approver: v.approver, reason: v.reason, document: v.document };
    const terms: TermRow[] = [];
    if (v.tier !== null) terms.push({ ...base, kind: 'tier', tier: v.tier, rateBps: null });
    if (v.rateBps !== null) terms.push({ ...base, kind: 'rate', tier: null, rateBps: v.rateBps });
    takeTerms(batch, row, terms, listOf);
  }
}

function takeTerms(
  batch: Batch,
  row: ImportRow<'negotiated_terms'>,
  terms: readonly TermRow[],
  listOf: (partnerId: number, kind: 'tier' | 'rate') => TermRow[],
): void {
  let isNew = false;
  for (const term of terms) {
    const list = listOf(term.partnerId, term.kind);
    if (
      list.some(
        (t) =>
          t.from === term.from &&
          t.to === term.to &&
          t.tier === term.tier &&
          t.rateBps === term.rateBps &&
          t.approver === term.approver &&
          t.reason === term.reason,
      )
    )
      continue;
    const clash = list.find((t) => (t.to === null || term.from <= t.to) && (term.to === null || t.from <= term.to));
    if (clash) {
      fail(
        batch,
        row,
        'from',
        'TERMS_OVERLAP',
        `${row.values.partnerCode} already has a negotiated ${term.kind} from ${clash.from} to ${clash.to ?? 'open end'}; terms of one kind do not overlap (rule 1.6).`,
      );
      continue;
    }
    list.push(term);
    insertNegotiated(batch.context.db, term, batch.context.seq);
    if (term.kind === 'tier') batch.partnersTouched.add(term.partnerId);
    isNew = true;
  }
  countsOf(batch, 'negotiated_terms')[isNew ? 'new' : 'unchanged'] += 1;
}
