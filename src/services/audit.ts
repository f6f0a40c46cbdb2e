import type { Output, Parsed } from '../contract/index.ts';
import type { QueryContext } from './context.ts';

type Row = Output<'audit.list'>['rows'][number];

/** The audit trail, newest first. */
export function list(context: QueryContext, input: Parsed<'audit.list'>): Output<'audit.list'> {
  const limit = input.limit ?? 100;
  const found = context.db.all<Omit<Row, 'changes'> & { changesJson: string }>(
    `SELECT seq, at, business_date AS businessDate, actor, host, procedure, outcome, changes_json AS changesJson, hash FROM audit_rows
     WHERE (:before IS NULL OR seq < :before) AND (:procedure IS NULL OR procedure = :procedure) ORDER BY seq DESC LIMIT :limit`,
    { before: input.before ?? null, procedure: input.procedure ?? null, limit: limit + 1 },
  );
  const rows = found.slice(0, limit).map(({ changesJson, ...row }) => ({ ...row, changes: JSON.parse(changesJson) as unknown }));
  return { rows, next: found.length > limit ? (rows.at(-1)?.seq ?? null) : null };
}
