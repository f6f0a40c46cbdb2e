import type { ProofNode } from '../../contract/proof.ts';
import type { ReadDb } from '../../db/tx.ts';
import { fact } from './node.ts';

/** SQL: 1 when a person corrected a cell of the row that `l` came from, before it was taken. */
export const IS_CORRECTED =
  "EXISTS (SELECT 1 FROM import_edits e WHERE e.import_file_id = l.import_file_id AND e.row = l.import_row AND e.kind = 'billing' AND e.column_name IS NOT NULL)";

export const CORRECTED_NOTE = 'Not as in the file: a person corrected this row before it was taken.';

/** What a person corrected of the row that a billing line came from: column, what stood in the file, what was taken, by whom. */
export function correctionFacts(db: ReadDb, billingLineId: number): ProofNode[] {
  return db
    .all<{ column: string; from: string; to: string; actor: string; at: string }>(
      `SELECT e.column_name AS "column", e.from_text AS "from", e.to_text AS "to", i.actor, i.imported_at AS at
       FROM billing_lines l JOIN import_edits e ON e.import_file_id = l.import_file_id AND e.row = l.import_row AND e.kind = 'billing' AND e.column_name IS NOT NULL
       JOIN import_files f ON f.id = e.import_file_id JOIN imports i ON i.id = f.import_id WHERE l.id = ? ORDER BY e.id`,
      [billingLineId],
    )
    .map(({ column, from, to, actor, at }) =>
      fact(`Corrected: ${column}`, `“${from}” in the file, taken as “${to}”; by ${actor} on ${at.slice(0, 10)}`, { rule: '3.1' }),
    );
}
