import type { ProofNode } from '../../contract/proof.ts';
import { PLAN, planJson } from '../../db/repos/months.ts';
import { loadTermsVersions } from '../../db/repos/terms.ts';
import type { ReadDb } from '../../db/tx.ts';
import { MONTH_RATE, MONTH_RATE_SOURCE, MONTH_TIER, RATES_JOIN, ratesOf } from '../../domain/accruals.ts';
import { isoDate, lastDayOf, type Month } from '../../shared/calendar.ts';
import { AppError } from '../../shared/errors.ts';
import { rateProof } from './tiers.ts';

/** A deal with what its proofs name. */
export interface DealRow {
  readonly id: number;
  readonly code: string;
  readonly partnerId: number;
  readonly contractType: string;
  readonly completedMonth: string | null;
  readonly contractValuePaisa: number;
  readonly expectedMonthlyPaisa: number | null;
  readonly startMonth: string;
  readonly expectedUntil: string | null;
  readonly ownRateReason: string | null;
  readonly signedOn: string;
  readonly versionId: number;
  readonly registeredRateBps: number;
  readonly registeredTier: string;
  readonly file: string | null;
  readonly row: number | null;
}

export function dealOf(db: ReadDb, code: string): DealRow {
  const deal = db.get<DealRow>(
    `SELECT d.id, d.code, d.partner_id AS partnerId, d.contract_type AS contractType, d.completed_month AS completedMonth, d.contract_value_paisa AS contractValuePaisa, d.expected_monthly_paisa AS expectedMonthlyPaisa,
       d.start_month AS startMonth, d.expected_until AS expectedUntil, d.own_rate_reason AS ownRateReason, d.signed_on AS signedOn, d.terms_version_id AS versionId, d.registered_rate_bps AS registeredRateBps,
       d.registered_tier AS registeredTier, f.name AS file, d.import_row AS row
     FROM deals d LEFT JOIN import_files f ON f.id = d.import_file_id WHERE d.code = ?`,
    [code],
  );
  if (!deal) throw new AppError('NOT_FOUND', `There is no deal ${code}.`);
  return deal;
}

export const sourceOf = (from: Pick<DealRow, 'file' | 'row'>): ProofNode['source'] =>
  from.file === null || from.row === null ? null : { file: from.file, row: from.row };

interface MonthRate {
  readonly rateBps: number;
  readonly termsVersionId: number;
  readonly node: ProofNode;
}

/** The rate of a billed month as known now (2.6). */
export function monthRate(db: ReadDb, deal: DealRow, month: Month): MonthRate {
  const rate = db.get<{ rateBps: number; source: string; tier: string; versionId: number; basis: string }>(
    `WITH ${PLAN}, ${ratesOf('q.id = (SELECT partner_id FROM deals WHERE id = :dealId)')} SELECT ${MONTH_RATE} AS rateBps, ${MONTH_RATE_SOURCE} AS source, ${MONTH_TIER} AS tier, p.termsVersionId AS versionId, p.rateBasis AS basis FROM deals d JOIN p ON p.period = :month ${RATES_JOIN} WHERE d.id = :dealId`,
    { plan: planJson([month], loadTermsVersions(db)), month, dealId: deal.id },
  );
  if (!rate) throw new AppError('NOT_FOUND', `${deal.code} has no rate for ${month}.`);
  const isRegistered =
    rate.source === 'deal' ||
    rate.basis === 'registration' ||
    (rate.basis === 'higher-of-both' && rate.rateBps === deal.registeredRateBps && rate.tier === deal.registeredTier);
  const on = isRegistered ? isoDate(deal.signedOn) : lastDayOf(month);
  const shared = {
    deal: deal.code,
    partnerId: deal.partnerId,
    rateBps: rate.rateBps,
    source: rate.source,
    tier: rate.tier,
    ownRateReason: deal.ownRateReason,
    dealSource: sourceOf(deal),
  };
  const node = rateProof(
    db,
    { ...shared, termsVersionId: isRegistered ? deal.versionId : rate.versionId, on },
    isRegistered ? `Rate registered with ${deal.code}` : `Rate of ${month}`,
    '2.6',
  );
  return { rateBps: rate.rateBps, termsVersionId: rate.versionId, node };
}
