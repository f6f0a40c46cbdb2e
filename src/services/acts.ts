import type { Output, Parsed } from '../contract/index.ts';
import type { ReadDb } from '../db/tx.ts';
import { AppError } from '../shared/errors.ts';
import type { CommandContext, QueryContext } from './context.ts';

/** An act that can be taken back, with the call that does so. */
export interface UndoableAct {
  readonly seq: number;
  readonly title: string;
  readonly procedure: string;
  readonly inputJson: string;
  readonly undoneSeq: number | null;
}

/** My own acts, newest first: nobody takes back what another person did. */
export function list(context: QueryContext, input: Parsed<'acts.list'>): Output<'acts.list'> {
  const { db, actor } = context;
  const rows = db
    .all<{ seq: number; at: string; title: string; undoneSeq: number | null; undoesSeq: number | null }>(
      'SELECT seq, at, title, undone_seq AS undoneSeq, undoes_seq AS undoesSeq FROM undoable_acts WHERE actor = ? ORDER BY seq DESC LIMIT ?',
      [actor.name, input.limit ?? 100],
    )
    .map(({ undoneSeq, ...row }) => ({ ...row, state: undoneSeq === null ? ('undoable' as const) : ('undone' as const) }));
  return { rows, count: db.get<{ n: number }>('SELECT count(*) AS n FROM undoable_acts WHERE actor = ?', [actor.name])?.n ?? 0 };
}

/** @throws AppError NOT_FOUND, CONFLICT when it is not mine or was taken back already */
export function findUndoable(db: ReadDb, actor: string, seq: number): UndoableAct {
  const row = db.get<UndoableAct & { actor: string }>(
    'SELECT seq, actor, title, procedure, input_json AS inputJson, undone_seq AS undoneSeq FROM undoable_acts WHERE seq = ?',
    [seq],
  );
  if (!row || row.actor !== actor) throw new AppError('NOT_FOUND', 'There is no such act of yours that can be taken back.');
  if (row.undoneSeq !== null) throw new AppError('CONFLICT', `“${row.title}” was taken back already.`);
  return row;
}

export function markUndone(context: CommandContext, act: UndoableAct): void {
  context.db.run('UPDATE undoable_acts SET undone_seq = ? WHERE seq = ?', [context.seq, act.seq]);
  context.note({ what: 'act taken back', act: act.seq, title: act.title });
}
