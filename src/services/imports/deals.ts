import { type DealChanges, type DealRow, findDeal, hasPostings, insertDeal, updateDeal } from '../../db/repos/deals.ts';
import {
  loadNegotiated,
  loadPartners,
  loadTierFacts,
  type NegotiatedRow,
  negotiatedRateOn,
  type PartnerRow,
  referralsOf,
  replaceTierPath,
} from '../../db/repos/partners.ts';
import { expectedUntil, isClawedBack, isRecurring, rateOf, termEndMonth, uncountedFrom } from '../../domain/deals.ts';
import { termsOn } from '../../domain/terms.ts';
import { heldOn, type Referral, type TierPath, tierPath } from '../../domain/tiers.ts';
import type { ImportRow } from '../../importers/index.ts';
import { assertExists } from '../../shared/assert.ts';
import { type IsoDate, monthOf } from '../../shared/calendar.ts';
import { type Batch, countsOf, fail } from './batch.ts';

type Row = ImportRow<'deals'>;

/**
 * Registers deals in order of `signed_on`, then `code` (2.5), each with the tier held after its own promotion (1.3) and the rate of 1.6,
 * and takes on what known deals bring. Then every partner that a fact touched has its tier path worked out again.
 */
export function applyDeals(batch: Batch, rows: readonly Row[]): void {
  if (rows.length === 0 && batch.partnersTouched.size === 0) return;
  const sorted = [...rows].sort((a, b) => compare(a.values.signedOn, b.values.signedOn) || compare(a.values.code, b.values.code));
  const fresh: Row[] = [];
  for (const row of sorted) {
    const existing = findDeal(batch.context.db, row.values.code);
    if (existing) updateKnown(batch, row, existing);
    else fresh.push(row);
  }
  const registered = groupByPartner(batch, fresh);
  if (!batch.errors.isEmpty) return;
  const partners = new Map(loadPartners(batch.context.db).map((p) => [p.id, p]));
  for (const id of new Set([...batch.partnersTouched, ...registered.keys()])) {
    const partner = assertExists(partners.get(id), `partner ${id} exists`);
    refreshPartner(batch, partner, registered.get(id) ?? []);
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function groupByPartner(batch: Batch, rows: readonly Row[]): Map<number, Row[]> {
  const groups = new Map<number, Row[]>();
  const openings = new Map(
    batch.context.db.all<{ id: number; openedOn: string }>('SELECT id, opened_on AS openedOn FROM partners').map((p) => [p.id, p.openedOn]),
  );
  for (const row of rows) {
    const { partnerCode, signedOn, contractType, expectedMonthlyBillingPaisa } = row.values;
    const partnerId = batch.partnerIds.get(partnerCode);
    if (partnerId === undefined) {
      fail(batch, row, 'partner_code', 'UNKNOWN_PARTNER', `There is no partner "${partnerCode}". Import the partner first or in the same import.`);
      continue;
    }
    const opened = openings.get(partnerId) ?? '';
    if (signedOn < opened) {
      fail(
        batch,
        row,
        'signed_on',
        'DEAL_BEFORE_OPENING',
        `${signedOn} lies before ${partnerCode} opened on ${opened}; no deal can be signed before that (rule 1.7).`,
      );
      continue;
    }
    if (isRecurring(contractType) && expectedMonthlyBillingPaisa === null) {
      fail(batch, row, 'expected_monthly_billing', 'EXPECTED_BILLING_MISSING', `A ${contractType} deal states its expected monthly billing (section 4).`);
      continue;
    }
    const group = groups.get(partnerId);
    if (group) group.push(row);
    else groups.set(partnerId, [row]);
  }
  return groups;
}

/** Works out the partner's path with its new deals in it, then stores both; stored rates of earlier deals stay (1.3). */
function refreshPartner(batch: Batch, partner: PartnerRow, rows: readonly Row[]): void {
  const { db } = batch.context;
  const facts = loadTierFacts(db, partner, batch.versions);
  const deals: Referral[] = rows.map(({ values: v }) => ({ code: v.code, on: v.signedOn, uncountedFrom: endingOf(batch, v).uncountedFrom }));
  const path = tierPath({ ...facts, referrals: [...facts.referrals, ...referralsOf({ deals, leads: [] }, batch.versions)] });
  const negotiated = rows.length === 0 ? [] : loadNegotiated(db, partner.id);
  for (const row of rows) registerDeal(batch, partner, row, path, negotiated);
  const { redated } = replaceTierPath(db, partner.id, path, batch.context.today);
  if (redated)
    batch.context.note({
      what: 'tier path re-dated',
      partner: partner.code,
      changes: path.changes.filter((c) => c.date <= batch.context.today).map(({ date, to, reason }) => ({ date, to, reason })),
    });
}

interface Ending {
  readonly clawedBack: boolean;
  readonly uncountedFrom: IsoDate | null;
}

function endingOf(batch: Batch, v: Row['values']): Ending {
  if (v.cancelledOn === null || v.cancelReason === null) return { clawedBack: false, uncountedFrom: null };
  const clawedBack = isClawedBack(v, v.cancelledOn, v.cancelReason, termsOn(batch.versions, v.cancelledOn));
  return { clawedBack, uncountedFrom: uncountedFrom({ cancelledOn: v.cancelledOn, isClawedBack: clawedBack, voidedOn: null }) };
}

function registerDeal(batch: Batch, partner: PartnerRow, row: Row, path: TierPath, negotiated: readonly NegotiatedRow[]): void {
  const v = row.values;
  const { seq } = batch.context;
  const terms = termsOn(batch.versions, v.signedOn);
  const tier = path.heldAfter.get(v.code) ?? assertExists(heldOn(path, v.signedOn), `${partner.code} holds a tier on ${v.signedOn}`);
  const applied = rateOf(v.rateBps, negotiatedRateOn(negotiated, v.signedOn), tier, terms);
  const ending = endingOf(batch, v);
  const end = termEndMonth(v.contractType, v.startOn, v.durationMonths);
  const cancelledMonth = v.cancelledOn === null ? null : monthOf(v.cancelledOn);
  insertDeal(batch.context.db, {
    code: v.code,
    partnerId: partner.id,
    client: v.client,
    contractType: v.contractType,
    contractValuePaisa: v.contractValuePaisa,
    signedOn: v.signedOn,
    startOn: v.startOn,
    startMonth: monthOf(v.startOn),
    durationMonths: v.durationMonths,
    termEndMonth: end,
    expectedMonthlyPaisa: v.expectedMonthlyBillingPaisa,
    expectedUntil: expectedUntil({ contractType: v.contractType, termEndMonth: end, cancelledMonth, voidedOn: null }),
    ownRateBps: v.rateBps,
    ownRateReason: v.rateReason,
    completedOn: v.completedOn,
    completedMonth: v.completedOn === null ? null : monthOf(v.completedOn),
    completionSeq: v.completedOn === null ? null : seq,
    cancelledOn: v.cancelledOn,
    cancelledMonth,
    cancelReason: v.cancelReason,
    cancellationSeq: v.cancelledOn === null ? null : seq,
    clawedBack: ending.clawedBack ? 1 : 0,
    clawbackCloseSeq: null,
    voidedOn: null,
    voidReason: null,
    uncountedFrom: ending.uncountedFrom,
    registeredTier: tier,
    registeredRateBps: applied.rateBps,
    registeredRateSource: applied.source,
    termsVersionId: terms.id,
    importFileId: batch.fileIds[row.file] ?? null,
    importRow: row.row,
    version: 1,
    recordedSeq: seq,
  });
  countsOf(batch, 'deals').new += 1;
}

/** Fields that a deal keeps for life, with the column that names each in the file. */
const FIXED = [
  ['client', 'client'],
  ['contractType', 'contract_type'],
  ['signedOn', 'signed_on'],
  ['startOn', 'start_on'],
] as const;

function updateKnown(batch: Batch, row: Row, deal: DealRow): void {
  const v = row.values;
  if (batch.partnerIds.get(v.partnerCode) !== deal.partnerId) {
    fail(
      batch,
      row,
      'partner_code',
      'DEAL_FIELD_FIXED',
      `${deal.code} is registered to another partner; a deal does not change its partner. Void it and register it again if that was a mistake.`,
    );
    return;
  }
  for (const [field, column] of FIXED) {
    if (v[field] !== deal[field])
      fail(
        batch,
        row,
        column,
        'DEAL_FIELD_FIXED',
        `${deal.code} is registered with ${column} "${deal[field]}"; the file says "${v[field]}". This does not change after registration.`,
      );
  }
  if (v.rateBps !== null && v.rateBps !== deal.ownRateBps) {
    fail(
      batch,
      row,
      'rate_percent',
      'DEAL_FIELD_FIXED',
      `${deal.code} is registered with ${deal.ownRateBps === null ? 'no rate of its own' : `its own rate of ${deal.ownRateBps / 100} %`}; the file says ${v.rateBps / 100} %. A rate does not change after registration.`,
    );
  }
  const changes = changesOf(batch, row, deal);
  if (Object.keys(changes).length === 0) {
    countsOf(batch, 'deals').unchanged += 1;
    return;
  }
  if (!mayChange(batch, row, deal, changes)) return;
  updateDeal(batch.context.db, deal.id, withDerived(batch, deal, changes));
  if (changes.cancelledOn !== undefined) batch.partnersTouched.add(deal.partnerId);
  countsOf(batch, 'deals').changed += 1;
  const keys = Object.keys(changes) as (keyof DealChanges)[];
  batch.context.note({ what: 'deal', deal: deal.code, before: Object.fromEntries(keys.map((key) => [key, deal[key]])), after: changes });
}

function changesOf(batch: Batch, row: Row, deal: DealRow): DealChanges {
  const v = row.values;
  return {
    ...(v.contractValuePaisa !== deal.contractValuePaisa ? { contractValuePaisa: v.contractValuePaisa } : {}),
    ...(v.durationMonths !== null && v.durationMonths !== deal.durationMonths ? { durationMonths: v.durationMonths } : {}),
    ...(v.expectedMonthlyBillingPaisa !== null && v.expectedMonthlyBillingPaisa !== deal.expectedMonthlyPaisa
      ? { expectedMonthlyPaisa: v.expectedMonthlyBillingPaisa }
      : {}),
    ...(v.rateReason !== null && v.rateReason !== deal.ownRateReason ? { ownRateReason: v.rateReason } : {}),
    ...(v.completedOn !== null && v.completedOn !== deal.completedOn ? { completedOn: v.completedOn, completionSeq: batch.context.seq } : {}),
    ...(v.cancelledOn !== null && (v.cancelledOn !== deal.cancelledOn || v.cancelReason !== deal.cancelReason)
      ? { cancelledOn: v.cancelledOn, cancelReason: v.cancelReason, cancellationSeq: batch.context.seq }
      : {}),
  };
}

function mayChange(batch: Batch, row: Row, deal: DealRow, changes: DealChanges): boolean {
  const before = batch.errors.count;
  const end = deal.voidedOn !== null ? `was voided on ${deal.voidedOn}` : deal.cancelledOn !== null ? `was cancelled on ${deal.cancelledOn}` : null;
  // A completion may become known after the cancellation: 3.5 says what then accrues.
  const onlyCompletion = deal.voidedOn === null && Object.keys(changes).every((key) => key === 'completedOn' || key === 'completionSeq');
  if (end !== null && !onlyCompletion) {
    fail(batch, row, '', 'DEAL_ENDED', `${deal.code} ${end}; an ended deal takes no changes (the file would change ${Object.keys(changes).join(', ')}).`);
  } else if (changes.completedOn !== undefined && deal.completedOn !== null) {
    fail(
      batch,
      row,
      'completed_on',
      'DEAL_COMPLETED',
      `${deal.code} was completed on ${deal.completedOn}; the file says ${changes.completedOn}. A completion is recorded once.`,
    );
  } else if (changes.contractValuePaisa !== undefined && !isRecurring(deal.contractType) && hasPostings(batch.context.db, deal.id)) {
    fail(
      batch,
      row,
      'contract_value',
      'VALUE_POSTED',
      `The commission of ${deal.code} is posted on its contract value; nothing posted changes (rule 3.6). Open a dispute to post an adjustment.`,
    );
  }
  return batch.errors.count === before;
}

/** Columns that follow from the changed ones. */
function withDerived(batch: Batch, deal: DealRow, changes: DealChanges): DealChanges {
  const next = { ...deal, ...changes };
  const termEnd = termEndMonth(next.contractType, next.startOn, next.durationMonths);
  const cancelledMonth = next.cancelledOn === null ? null : monthOf(next.cancelledOn);
  const clawedBack =
    next.cancelledOn !== null &&
    next.cancelReason !== null &&
    isClawedBack(next, next.cancelledOn, next.cancelReason, termsOn(batch.versions, next.cancelledOn));
  return {
    ...changes,
    termEndMonth: termEnd,
    completedMonth: next.completedOn === null ? null : monthOf(next.completedOn),
    cancelledMonth,
    clawedBack: clawedBack ? 1 : 0,
    uncountedFrom: uncountedFrom({ cancelledOn: next.cancelledOn, isClawedBack: clawedBack, voidedOn: next.voidedOn }),
    expectedUntil: expectedUntil({ contractType: next.contractType, termEndMonth: termEnd, cancelledMonth, voidedOn: next.voidedOn }),
  };
}
