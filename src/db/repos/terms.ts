import type { Terms, TermsVersion } from '../../domain/terms.ts';
import type { WithholdingRate } from '../../domain/withholding.ts';
import { type IsoDate, isoDate } from '../../shared/calendar.ts';
import { bps } from '../../shared/rate.ts';
import type { TaxStanding } from '../../shared/vocab.ts';
import type { ReadDb, WriteDb } from '../tx.ts';

/** All versions of the terms, oldest first; never empty in an initialised file. */
export function loadTermsVersions(db: ReadDb): TermsVersion[] {
  return db
    .all<{ id: number; body: string }>('SELECT id, body_json AS body FROM terms_versions ORDER BY effective_from, id')
    .map((row) => ({ ...(JSON.parse(row.body) as Terms), id: row.id }));
}

export function insertTermsVersion(db: WriteDb, terms: Terms, reason: string, seq: number): number {
  return db.run('INSERT INTO terms_versions (effective_from, body_json, reason, recorded_seq) VALUES (?, ?, ?, ?)', [
    terms.effectiveFrom,
    JSON.stringify(terms),
    reason,
    seq,
  ]).lastId;
}

export function loadWithholdingRates(db: ReadDb): WithholdingRate[] {
  return db
    .all<{ section: string; standing: TaxStanding; rateBps: number; fromOn: string; toOn: string; legalReference: string }>(
      'SELECT section, standing, rate_bps AS rateBps, from_on AS fromOn, to_on AS toOn, legal_reference AS legalReference FROM withholding_rates ORDER BY from_on, id',
    )
    .map((row) => ({ ...row, rateBps: bps(row.rateBps), fromOn: isoDate(row.fromOn), toOn: isoDate(row.toOn) }));
}

export function insertWithholdingRate(db: WriteDb, rate: WithholdingRate): void {
  db.run(
    'INSERT INTO withholding_rates (section, standing, rate_bps, from_on, to_on, legal_reference) VALUES (:section, :standing, :rateBps, :fromOn, :toOn, :legalReference)',
    { ...rate },
  );
}

export function loadHolidays(db: ReadDb): ReadonlySet<IsoDate> {
  return new Set(db.all<{ onDate: string }>('SELECT on_date AS onDate FROM holidays').map((row) => isoDate(row.onDate)));
}
