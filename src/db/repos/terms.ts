import type { Terms, TermsVersion } from '../../domain/terms.ts';
import type { WithholdingRate } from '../../domain/withholding.ts';
import { type IsoDate, isoDate } from '../../shared/calendar.ts';
import { bps } from '../../shared/rate.ts';
import type { TaxStanding, TermsDraftState } from '../../shared/vocab.ts';
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

/** Holidays by day, with their names. */
export function listHolidays(db: ReadDb): { date: string; name: string }[] {
  return db.all('SELECT on_date AS date, name FROM holidays ORDER BY on_date');
}

export function putHoliday(db: WriteDb, date: string, name: string): void {
  db.run('INSERT INTO holidays (on_date, name) VALUES (?, ?) ON CONFLICT (on_date) DO UPDATE SET name = excluded.name', [date, name]);
}

export function deleteHoliday(db: WriteDb, date: string): void {
  db.run('DELETE FROM holidays WHERE on_date = ?', [date]);
}

/** Terms being prepared, as stored. */
export interface TermsDraftRow {
  readonly id: number;
  readonly version: number;
  readonly state: TermsDraftState;
  readonly effectiveFrom: IsoDate;
  readonly changesJson: string;
  readonly reason: string;
  readonly draftedBy: string;
  readonly draftedAt: string;
  readonly approvedBy: string | null;
  readonly approvedAt: string | null;
  readonly termsVersionId: number | null;
}

const DRAFT = `SELECT id, version, state, effective_from AS effectiveFrom, changes_json AS changesJson, reason, drafted_by AS draftedBy, drafted_at AS draftedAt,
  approved_by AS approvedBy, approved_at AS approvedAt, terms_version_id AS termsVersionId FROM terms_drafts`;

/** Every draft, newest first. */
export function loadTermsDrafts(db: ReadDb): TermsDraftRow[] {
  return db.all<TermsDraftRow>(`${DRAFT} ORDER BY id DESC`);
}

export function findTermsDraft(db: ReadDb, id: number): TermsDraftRow | undefined {
  return db.get<TermsDraftRow>(`${DRAFT} WHERE id = ?`, [id]);
}

type DraftBody = Pick<TermsDraftRow, 'effectiveFrom' | 'changesJson' | 'reason' | 'draftedBy' | 'draftedAt'>;

export function insertTermsDraft(db: WriteDb, draft: DraftBody & { readonly seq: number }): number {
  return db.run(
    `INSERT INTO terms_drafts (state, effective_from, changes_json, reason, drafted_by, drafted_at, version, recorded_seq)
     VALUES ('drafted', :effectiveFrom, :changesJson, :reason, :draftedBy, :draftedAt, 1, :seq)`,
    { ...draft },
  ).lastId;
}

const DRAFT_COLUMNS = {
  state: 'state',
  effectiveFrom: 'effective_from',
  changesJson: 'changes_json',
  reason: 'reason',
  draftedBy: 'drafted_by',
  draftedAt: 'drafted_at',
  approvedBy: 'approved_by',
  approvedAt: 'approved_at',
  termsVersionId: 'terms_version_id',
} as const;

/** Changes a draft; every change gives it the next version number. */
export function updateTermsDraft(
  db: WriteDb,
  id: number,
  { seq, ...changes }: Partial<Omit<TermsDraftRow, 'id' | 'version'>> & { readonly seq: number },
): void {
  const sets = Object.keys(changes).map((name) => `${DRAFT_COLUMNS[name as keyof typeof DRAFT_COLUMNS]} = :${name}`);
  db.run(`UPDATE terms_drafts SET ${sets.join(', ')}, version = version + 1, recorded_seq = :seq WHERE id = :id`, { ...changes, id, seq });
}
