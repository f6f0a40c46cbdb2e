import { ApiError, call } from '../api/client.ts';
import { tellConflict } from '../api/conflicts.ts';
import { useCommandHandlers } from '../commands/keys.ts';
import { notice, warningNotice } from '../components/Notice.tsx';

const NOTHING = {
  undo: 'Nothing of yours can be taken back. What is posted, approved or sent is corrected instead.',
  redo: 'Nothing was taken back that could be done again.',
} as const;

async function takeBackLast(way: 'undo' | 'redo'): Promise<void> {
  const { rows } = await call('acts.list', { limit: 200 });
  const act = rows.find((row) => row.state === 'undoable' && (row.undoesSeq !== null) === (way === 'redo'));
  if (act === undefined) {
    notice(NOTHING[way]);
    return;
  }
  await takeBack(act.seq, way);
}

/** Takes an act of mine back, and says so; a refusal says what was built on it since. */
export async function takeBack(seq: number, way: 'undo' | 'redo' = 'undo'): Promise<void> {
  const answer = await call('acts.undo', { seq }, crypto.randomUUID());
  notice(way === 'redo' ? `Done again: ${answer.title}` : `Taken back: ${answer.undone}`);
}

export function warn(error: unknown): void {
  if (error instanceof ApiError && tellConflict(error)) return;
  warningNotice(error instanceof Error ? error.message : String(error));
}

/** Ctrl+Z takes back my last act that is not posted, approved or sent; Ctrl+Y does again what was taken back last. */
export function useUndo(): void {
  useCommandHandlers({ 'edit.undo': () => void takeBackLast('undo').catch(warn), 'edit.redo': () => void takeBackLast('redo').catch(warn) });
}
