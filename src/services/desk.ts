import type { Output, Parsed } from '../contract/index.ts';
import type { ReadDb } from '../db/tx.ts';
import { AppError } from '../shared/errors.ts';
import type { CommandContext, QueryContext } from './context.ts';
import { refuseStale } from './stale.ts';

type View = Output<'views.save'>;
type Body = View['body'];

const parse = (json: string): Body => JSON.parse(json) as Body;

/** My views, of one list or of all, by name. */
export function views(context: QueryContext, input: Parsed<'views.list'>): Output<'views.list'> {
  return context.db
    .all<{ list: string; name: string; bodyJson: string; version: number }>(
      'SELECT list, name, body_json AS bodyJson, version FROM saved_views WHERE owner = :owner AND (:list IS NULL OR list = :list) ORDER BY list, name',
      { owner: context.actor.name, list: input.list ?? null },
    )
    .map(({ bodyJson, ...view }) => ({ ...view, body: parse(bodyJson) }));
}

/** @throws AppError CONFLICT when the name is taken and no version, or an old one, was given: nothing is overwritten unseen */
export function saveView(context: CommandContext, input: Parsed<'views.save'>): View {
  const { db, actor, seq } = context;
  const key = [actor.name, input.list, input.name] as const;
  const stored = findView(db, key);
  if (stored) refuseStaleView(context, input.name, stored, input.version);
  if (stored && input.version === undefined)
    throw new AppError('CONFLICT', `There is a view “${input.name}” already. Replace it, or choose another name.`, { version: stored.version });
  const version = (stored?.version ?? 0) + 1;
  db.run(
    `INSERT INTO saved_views (owner, list, name, body_json, version, recorded_seq) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (owner, list, name) DO UPDATE SET body_json = excluded.body_json, version = excluded.version, recorded_seq = excluded.recorded_seq`,
    [...key, JSON.stringify(input.body), version, seq],
  );
  context.touch('desk');
  return { list: input.list, name: input.name, body: input.body, version };
}

interface StoredView {
  readonly version: number;
  readonly seq: number;
}

function findView(db: ReadDb, key: readonly [owner: string, list: string, name: string]): StoredView | undefined {
  return db.get<StoredView>('SELECT version, recorded_seq AS seq FROM saved_views WHERE owner = ? AND list = ? AND name = ?', [...key]);
}

function refuseStaleView(context: CommandContext, name: string, { version, seq }: StoredView, shown: number | undefined): void {
  refuseStale(context, { record: `The view “${name}”`, stored: version, shown, changedSeq: () => seq });
}

/** @throws AppError NOT_FOUND, CONFLICT */
export function removeView(context: CommandContext, input: Parsed<'views.remove'>): Record<string, never> {
  const key = [context.actor.name, input.list, input.name] as const;
  const stored = findView(context.db, key);
  if (!stored) throw new AppError('NOT_FOUND', `There is no view “${input.name}” of yours.`);
  refuseStaleView(context, input.name, stored, input.version);
  context.db.run('DELETE FROM saved_views WHERE owner = ? AND list = ? AND name = ?', [...key]);
  context.touch('desk');
  return {};
}

export function drafts(context: QueryContext): Output<'drafts.list'> {
  return context.db
    .all<{ form: string; subject: string; bodyJson: string; savedAt: string }>(
      'SELECT form, subject, body_json AS bodyJson, saved_at AS savedAt FROM drafts WHERE owner = ? ORDER BY saved_at DESC, form, subject',
      [context.actor.name],
    )
    .map(({ bodyJson, ...draft }) => ({ ...draft, body: parse(bodyJson) }));
}

export function saveDraft(context: CommandContext, input: Parsed<'drafts.save'>): Output<'drafts.save'> {
  context.db.run(
    `INSERT INTO drafts (owner, form, subject, body_json, saved_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (owner, form, subject) DO UPDATE SET body_json = excluded.body_json, saved_at = excluded.saved_at`,
    [context.actor.name, input.form, input.subject, JSON.stringify(input.body), context.now],
  );
  context.touch('desk');
  return { savedAt: context.now };
}

export function discardDraft(context: CommandContext, input: Parsed<'drafts.discard'>): Record<string, never> {
  context.db.run('DELETE FROM drafts WHERE owner = ? AND form = ? AND subject = ?', [context.actor.name, input.form, input.subject]);
  context.touch('desk');
  return {};
}
