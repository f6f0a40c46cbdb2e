import type { IsoDate, Month } from '../../shared/calendar.ts';
import type { Paisa } from '../../shared/paisa.ts';
import type { Bps } from '../../shared/rate.ts';
import type { CancelReason, ContractType, RateSource, Tier } from '../../shared/vocab.ts';
import type { ReadDb, WriteDb } from '../tx.ts';

/** A deal as stored (2.5). */
export interface DealRow {
  readonly id: number;
  readonly code: string;
  readonly partnerId: number;
  readonly client: string;
  readonly contractType: ContractType;
  readonly contractValuePaisa: Paisa;
  readonly signedOn: IsoDate;
  readonly startOn: IsoDate;
  readonly startMonth: Month;
  readonly durationMonths: number | null;
  readonly termEndMonth: Month | null;
  readonly expectedMonthlyPaisa: Paisa | null;
  readonly expectedUntil: Month | null;
  readonly ownRateBps: Bps | null;
  readonly ownRateReason: string | null;
  readonly completedOn: IsoDate | null;
  readonly completedMonth: Month | null;
  readonly completionSeq: number | null;
  readonly cancelledOn: IsoDate | null;
  readonly cancelledMonth: Month | null;
  readonly cancelReason: CancelReason | null;
  readonly cancellationSeq: number | null;
  readonly clawedBack: number;
  readonly clawbackCloseSeq: number | null;
  readonly voidedOn: IsoDate | null;
  readonly voidReason: string | null;
  readonly uncountedFrom: IsoDate | null;
  readonly registeredTier: Tier;
  readonly registeredRateBps: Bps;
  readonly registeredRateSource: RateSource;
  readonly termsVersionId: number;
  readonly importFileId: number | null;
  readonly importRow: number | null;
  readonly version: number;
  readonly recordedSeq: number;
}

const FIELDS = [
  'code',
  'partnerId',
  'client',
  'contractType',
  'contractValuePaisa',
  'signedOn',
  'startOn',
  'startMonth',
  'durationMonths',
  'termEndMonth',
  'expectedMonthlyPaisa',
  'expectedUntil',
  'ownRateBps',
  'ownRateReason',
  'completedOn',
  'completedMonth',
  'completionSeq',
  'cancelledOn',
  'cancelledMonth',
  'cancelReason',
  'cancellationSeq',
  'clawedBack',
  'clawbackCloseSeq',
  'voidedOn',
  'voidReason',
  'uncountedFrom',
  'registeredTier',
  'registeredRateBps',
  'registeredRateSource',
  'termsVersionId',
  'importFileId',
  'importRow',
  'version',
  'recordedSeq',
] as const satisfies readonly (keyof DealRow)[];

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const SELECT = `SELECT id, ${FIELDS.map((field) => `${snake(field)} AS ${field}`).join(', ')} FROM deals`;
const INSERT = `INSERT INTO deals (${FIELDS.map(snake).join(', ')}) VALUES (${FIELDS.map((field) => `:${field}`).join(', ')})`;

export function findDeal(db: ReadDb, code: string): DealRow | undefined {
  return db.get<DealRow>(`${SELECT} WHERE code = ?`, [code]);
}

export function insertDeal(db: WriteDb, deal: Omit<DealRow, 'id'>): number {
  const id = db.run(INSERT, { ...deal }).lastId;
  db.run('INSERT INTO deal_totals (deal_id, billed_paisa, accrued_paisa) VALUES (?, 0, 0)', [id]);
  return id;
}

/** Adds the billing lines that a command brought to what is kept per deal; once, after its last line. */
export function addBilledTotals(db: WriteDb, seq: number): void {
  db.run(
    `INSERT INTO deal_totals (deal_id, billed_paisa, accrued_paisa) SELECT deal_id, sum(amount_paisa), 0 FROM billing_lines WHERE recorded_seq = ? GROUP BY deal_id
     ON CONFLICT (deal_id) DO UPDATE SET billed_paisa = billed_paisa + excluded.billed_paisa`,
    [seq],
  );
}

/** Columns that a deal may still change after registration. */
export type DealChanges = Partial<
  Pick<
    DealRow,
    | 'contractValuePaisa'
    | 'durationMonths'
    | 'termEndMonth'
    | 'expectedMonthlyPaisa'
    | 'expectedUntil'
    | 'ownRateReason'
    | 'completedOn'
    | 'completedMonth'
    | 'completionSeq'
    | 'cancelledOn'
    | 'cancelledMonth'
    | 'cancelReason'
    | 'cancellationSeq'
    | 'clawedBack'
    | 'voidedOn'
    | 'voidReason'
    | 'uncountedFrom'
  >
>;

export function updateDeal(db: WriteDb, id: number, changes: DealChanges): void {
  const keys = Object.keys(changes);
  db.run(`UPDATE deals SET ${keys.map((key) => `${snake(key)} = :${key}`).join(', ')}, version = version + 1 WHERE id = :id`, { ...changes, id });
}

export function hasPostings(db: ReadDb, dealId: number): boolean {
  return db.get('SELECT 1 FROM accrual_lines WHERE deal_id = ? LIMIT 1', [dealId]) !== undefined;
}
