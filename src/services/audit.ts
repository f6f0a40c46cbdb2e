import type { Output, Parsed } from '../contract/index.ts';
import type { QueryContext } from './context.ts';

type Row = Output<'audit.list'>['rows'][number];

/** The audit trail, newest first. */
export function list(context: QueryContext, input: Parsed<'audit.list'>): Output<'audit.list'> {
  const limit = input.limit ?? 100;
  const { before = null, procedure = null, actor = null, from = null, to = null, record = null } = input;
  const found = context.db.all<Omit<Row, 'changes'> & { changesJson: string }>(
    `SELECT seq, at, business_date AS businessDate, actor, host, procedure, outcome, changes_json AS changesJson, hash FROM audit_rows
     WHERE (:before IS NULL OR seq < :before) AND (:procedure IS NULL OR procedure = :procedure) AND (:actor IS NULL OR actor = :actor)
       AND (:from IS NULL OR business_date >= :from) AND (:to IS NULL OR business_date <= :to)
       AND (:record IS NULL OR instr(lower(changes_json), lower(:record)) > 0)
     ORDER BY seq DESC LIMIT :limit`,
    { before, procedure, actor, from, to, record, limit: limit + 1 },
  );
  const rows = found.slice(0, limit).map(({ changesJson, ...row }) => ({ ...row, changes: JSON.parse(changesJson) as unknown }));
  return { rows, next: found.length > limit ? (rows.at(-1)?.seq ?? null) : null };
}

/** What the trail can be filtered by. */
export function overview({ db }: QueryContext): Output<'audit.overview'> {
  const of = (column: 'actor' | 'procedure'): string[] =>
    db.all<{ value: string }>(`SELECT DISTINCT ${column} AS value FROM audit_rows ORDER BY ${column}`).map(({ value }) => value);
  const span = db.get<{ rows: number; firstAt: string | null }>('SELECT count(*) AS rows, min(at) AS firstAt FROM audit_rows');
  return { rows: span?.rows ?? 0, firstAt: span?.firstAt ?? null, actors: of('actor'), procedures: of('procedure') };
}
