import type { IsoDate, Quarter } from '../../shared/calendar.ts';
import { type Paisa, sumPaisa } from '../../shared/paisa.ts';
import type { BankProfileId } from '../../shared/vocab.ts';
import type { ReadDb, WriteDb } from '../tx.ts';

export interface ExportRow {
  readonly id: number;
  readonly quarter: Quarter;
  readonly profile: BankProfileId;
  readonly fileName: string;
  readonly sha256: string;
  readonly payments: number;
  readonly totalPaisa: Paisa;
  readonly exportedOn: IsoDate;
  readonly exportedAt: string;
  readonly reason: string;
  readonly actor: string;
}

export interface ExportedPayment {
  readonly partnerId: number;
  readonly reference: string;
  readonly amountPaisa: Paisa;
}

const COLUMNS = `id, quarter, profile, file_name AS fileName, sha256, payments, total_paisa AS totalPaisa, exported_on AS exportedOn, exported_at AS exportedAt, reason, actor`;

/** The files of a quarter, first to last. */
export function loadExports(db: ReadDb, of: Quarter): ExportRow[] {
  return db.all<ExportRow>(`SELECT ${COLUMNS} FROM bank_exports WHERE quarter = ? ORDER BY id`, [of]);
}

export function findExport(db: ReadDb, id: number): ExportRow | undefined {
  return db.get<ExportRow>(`SELECT ${COLUMNS} FROM bank_exports WHERE id = ?`, [id]);
}

/** The payments of a file, in the order in which it has them. */
export function loadExportedPayments(db: ReadDb, exportId: number): ExportedPayment[] {
  return db.all<ExportedPayment>(
    'SELECT partner_id AS partnerId, reference, amount_paisa AS amountPaisa FROM bank_export_payments WHERE export_id = ? ORDER BY reference',
    [exportId],
  );
}

/** The last file that each payment of a quarter went out with, unless the bank returned it since. */
export function loadStandingExports(db: ReadDb, of: Quarter): Map<number, number> {
  return new Map(
    db
      .all<{ partnerId: number; exportId: number }>(
        `SELECT b.partner_id AS partnerId, max(x.id) AS exportId FROM bank_exports x JOIN bank_export_payments b ON b.export_id = x.id
         WHERE x.quarter = ? AND NOT EXISTS (
           SELECT 1 FROM payout_events e WHERE e.quarter = x.quarter AND e.partner_id = b.partner_id AND e.state = 'failed' AND e.recorded_seq > x.recorded_seq)
         GROUP BY b.partner_id`,
        [of],
      )
      .map(({ partnerId, exportId }) => [partnerId, exportId]),
  );
}

/** Records a file and its payments. @returns its number */
export function insertExport(
  db: WriteDb,
  row: Omit<ExportRow, 'id' | 'payments' | 'totalPaisa'>,
  payments: readonly ExportedPayment[],
  recordedSeq: number,
): number {
  const id = db.run(
    `INSERT INTO bank_exports (quarter, profile, file_name, sha256, payments, total_paisa, exported_on, exported_at, reason, actor, recorded_seq)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      row.quarter,
      row.profile,
      row.fileName,
      row.sha256,
      payments.length,
      sumPaisa(payments.map(({ amountPaisa }) => amountPaisa)),
      row.exportedOn,
      row.exportedAt,
      row.reason,
      row.actor,
      recordedSeq,
    ],
  ).lastId;
  for (const { partnerId, reference, amountPaisa } of payments)
    db.run('INSERT INTO bank_export_payments (export_id, partner_id, reference, amount_paisa) VALUES (?, ?, ?, ?)', [id, partnerId, reference, amountPaisa]);
  return id;
}
