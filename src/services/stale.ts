import type { StaleDetails } from '../contract/conflict.ts';
import type { ReadDb } from '../db/tx.ts';
import { AppError } from '../shared/errors.ts';
import type { Change, CommandContext } from './context.ts';

/** A record as the file has it and as the screen showed it. */
export interface Shown {
  /** What a person calls it, for example D-0042. */
  readonly record: string;
  readonly stored: number | string | null;
  /** Undefined: the caller saw no version, so nothing is compared. */
  readonly shown: number | string | null | undefined;
  /** Audit number of its last change before an act, when rows keep it; asked only when the versions differ. */
  readonly changedSeq?: (before: number) => number | null | undefined;
  /** Whether a change of the trail is about the record; finds the act where no row keeps its number, and what it changed. */
  readonly isAbout?: (change: Change) => boolean;
}

/** How many acts that name a record are looked at for the one that changed it. */
const MOST_ACTS = 50;

/**
 * Nothing that someone else changed is overwritten unseen (bar row B7).
 * @throws AppError CONFLICT with {@link StaleDetails}: who changed what and when
 */
export function refuseStale(context: CommandContext, { record, stored, shown, changedSeq, isAbout = () => true }: Shown): void {
  if (shown === undefined || shown === stored) return;
  const { db } = context;
  const lastBefore = (seq: number): number | null => (changedSeq === undefined ? lastActOn(db, record, isAbout, seq) : (changedSeq(seq) ?? null));
  const seq = lastStanding(context, lastBefore);
  if (seq !== null && seq === context.takesBack) return;
  const change = seq === null ? null : changeOf(db, seq, isAbout);
  const who = change === null ? 'since you opened it' : `by ${change.actor} at ${change.at.slice(0, 16).replace('T', ' ')} UTC (${change.title})`;
  const details: StaleDetails = { record, version: stored, change };
  throw new AppError('CONFLICT', `${record} was changed ${who}. Look at it as it is now, then do it again; what you typed is kept.`, details);
}

/** The last act on a record. For who takes an act back, later acts that were taken back themselves are as if never done. */
function lastStanding({ db, seq, takesBack }: CommandContext, lastBefore: (seq: number) => number | null): number | null {
  let last = lastBefore(seq);
  while (takesBack !== undefined && last !== null && last > takesBack) {
    const undone = db.get<{ seq: number }>('SELECT seq FROM undoable_acts WHERE undone_seq = ?', [last]);
    if (!undone) break;
    last = lastBefore(undone.seq);
  }
  return last;
}

function lastActOn(db: ReadDb, record: string, isAbout: (change: Change) => boolean, before: number): number | null {
  const acts = db.all<{ seq: number; changesJson: string }>(
    `SELECT seq, changes_json AS changesJson FROM audit_rows
     WHERE seq < :before AND outcome = 'done' AND instr(changes_json, :name) > 0 ORDER BY seq DESC LIMIT :most`,
    { before, name: JSON.stringify(record), most: MOST_ACTS },
  );
  return acts.find((act) => (JSON.parse(act.changesJson) as Change[]).some(isAbout))?.seq ?? null;
}

function changeOf(db: ReadDb, seq: number, isAbout: (change: Change) => boolean): StaleDetails['change'] {
  const row = db.get<{ at: string; actor: string; procedure: string; changesJson: string; title: string | null }>(
    `SELECT a.at, a.actor, a.procedure, a.changes_json AS changesJson, u.title
     FROM audit_rows a LEFT JOIN undoable_acts u ON u.seq = a.seq WHERE a.seq = ?`,
    [seq],
  );
  if (!row) return null;
  const changes = JSON.parse(row.changesJson) as Change[];
  const about = changes.filter(isAbout);
  const [first = changes[0]] = about;
  const title = row.title ?? (first === undefined ? row.procedure : isRecord(first.after) ? `changed ${first.what}` : first.what);
  return { seq, at: row.at, actor: row.actor, procedure: row.procedure, title, fields: about.flatMap(fieldsOf) };
}

type Field = NonNullable<StaleDetails['change']>['fields'][number];

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Members that say which record a change is about, not what became of it. */
const NAMES: ReadonlySet<string> = new Set(['what', 'deal', 'partner', 'quarter', 'month', 'user', 'date', 'draft', 'seq', 'before', 'after']);

/** What a change did: its fields before and after, or else the words it was made with (an action, a reason, a state). */
function fieldsOf({ before, after, ...change }: Change): Field[] {
  if (isRecord(before) || isRecord(after)) {
    const [was, is] = [isRecord(before) ? before : {}, isRecord(after) ? after : {}];
    return [...new Set([...Object.keys(was), ...Object.keys(is)])].map((name) => ({ name, before: was[name] ?? null, after: is[name] ?? null }));
  }
  return Object.entries(change).flatMap(([name, value]) => (NAMES.has(name) || typeof value !== 'string' ? [] : [{ name, before: null, after: value }]));
}
