import type { Output, Parsed } from '../../contract/index.ts';
import { BATCH_COLUMNS, findImport, type ImportBatch } from '../../db/repos/imports.ts';
import { AppError } from '../../shared/errors.ts';
import { maskIdentifier } from '../../shared/mask.ts';
import type { ImportKind } from '../../shared/vocab.ts';
import type { QueryContext } from '../context.ts';
import type { KindCounts } from './batch.ts';
import { dependentsOf } from './dependents.ts';

type Listed = Output<'imports.list'>[number];
type Change = Output<'imports.changes'>['rows'][number];

interface BatchRow extends ImportBatch {
  readonly countsJson: string;
  readonly corrected: number;
  readonly leftOut: number;
}

const EDITS = 'SELECT count(*) FROM import_edits e JOIN import_files f ON f.id = e.import_file_id WHERE f.import_id = i.id AND e.column_name IS';
const SELECT = `SELECT ${BATCH_COLUMNS}, i.counts_json AS countsJson, (${EDITS} NOT NULL) AS corrected, (${EDITS} NULL) AS leftOut FROM imports i`;

/** What was imported when, newest first. */
export function list(context: QueryContext): Output<'imports.list'> {
  const rows = context.db.all<BatchRow>(`${SELECT} ORDER BY i.id DESC LIMIT 500`);
  const files = new Map<number, Listed['files'][number][]>();
  for (const { importId, ...file } of context.db.all<{ importId: number } & Listed['files'][number]>(
    'SELECT import_id AS importId, name, sha256, bytes FROM import_files WHERE import_id >= ? ORDER BY id',
    [rows.at(-1)?.id ?? 0],
  ))
    files.set(importId, [...(files.get(importId) ?? []), file]);
  return rows.map((row) => listed(row, files.get(row.id) ?? []));
}

function listed({ countsJson, revertedAt, revertedBy, revertReason, seq: _, reversible, ...row }: BatchRow, files: Listed['files']): Listed {
  return {
    ...row,
    counts: JSON.parse(countsJson) as Partial<Record<ImportKind, KindCounts>>,
    files,
    isReversible: reversible === 1 && revertedAt === null,
    reverted: revertedAt === null ? null : { at: revertedAt, by: revertedBy ?? '', reason: revertReason ?? '' },
  };
}

/** One import: its files, what a person changed of them, and what keeps it from being taken back. @throws AppError NOT_FOUND */
export function get(context: QueryContext, input: Parsed<'imports.get'>): Output<'imports.get'> {
  const { db } = context;
  const row = db.get<BatchRow>(`${SELECT} WHERE i.id = ?`, [input.import]);
  if (!row) throw new AppError('NOT_FOUND', `There is no import ${input.import}.`);
  const files = db.all<Listed['files'][number]>('SELECT name, sha256, bytes FROM import_files WHERE import_id = ? ORDER BY id', [input.import]);
  const edits = db.all<Output<'imports.get'>['edits'][number]>(
    `SELECT f.name AS file, e.kind, e.sheet, e.row, e.column_name AS "column", e.from_text AS "from", e.to_text AS "to"
     FROM import_edits e JOIN import_files f ON f.id = e.import_file_id WHERE f.import_id = ? ORDER BY f.id, e.sheet, e.row, e.id`,
    [input.import],
  );
  const one = listed(row, files);
  return { ...one, edits, dependents: one.isReversible ? dependentsOf(db, row) : [] };
}

const PAGE = 200;
const PRIVATE: ReadonlySet<string> = new Set(['iban', 'cnic', 'ntn', 'phone', 'contact_phone', 'bank_title']);

/** The records of one kind that an import brought or changed, page by page. @throws AppError NOT_FOUND */
export function changes(context: QueryContext, input: Parsed<'imports.changes'>): Output<'imports.changes'> {
  const batch = findImport(context.db, input.import);
  if (!batch) throw new AppError('NOT_FOUND', `There is no import ${input.import}.`);
  const params = { import: batch.id, after: input.after ?? 0, limit: input.limit ?? PAGE };
  const stored = input.kind === 'billing' && batch.revertedAt === null ? linesOf(context, batch, params) : recordsOf(context, input.kind, params);
  return { rows: stored.map(({ id: _, ...row }) => row), next: stored.length < params.limit ? null : (stored.at(-1)?.id ?? null) };
}

type Stored = Change & { readonly id: number };
interface PageParams extends Readonly<Record<string, number>> {
  readonly import: number;
  readonly after: number;
  readonly limit: number;
}

function linesOf({ db }: QueryContext, { seq }: ImportBatch, params: PageParams): Stored[] {
  return db
    .all<Pick<Stored, 'id' | 'record' | 'file' | 'row'> & { after: string }>(
      `SELECT l.id, d.code || ' ' || l.invoice_no AS record, f.name AS file, l.import_row AS row,
         json_object('period', l.period, 'invoice_date', l.invoice_date, 'kind', l.kind, 'amount_paisa', l.amount_paisa) AS after
       FROM billing_lines l JOIN deals d ON d.id = l.deal_id JOIN import_files f ON f.id = l.import_file_id
       WHERE l.recorded_seq = :seq AND f.import_id = :import AND l.id > :after ORDER BY l.id LIMIT :limit`,
      { ...params, seq },
    )
    .map((row) => ({ ...row, action: 'new', before: null, after: imageOf(row.after) }));
}

function recordsOf({ db }: QueryContext, kind: string, params: PageParams): Stored[] {
  return db
    .all<Pick<Stored, 'id' | 'record' | 'file' | 'row'> & { before: string | null; after: string | null }>(
      `SELECT c.id, c.record, f.name AS file, c.import_row AS row, c.before_json AS before, c.after_json AS after
       FROM import_changes c LEFT JOIN import_files f ON f.id = c.import_file_id WHERE c.import_id = :import AND c.kind = :kind AND c.id > :after ORDER BY c.id LIMIT :limit`,
      { ...params, kind },
    )
    .map(({ before, after, ...row }) => {
      const [was, is] = [imageOf(before), imageOf(after)];
      const differing = was === null || is === null ? [] : Object.keys(was).filter((key) => was[key] !== is[key]);
      const only = (image: Change['after']): Change['after'] =>
        was === null || image === null ? image : Object.fromEntries(differing.map((key) => [key, image[key] ?? null]));
      return { ...row, action: was === null ? 'new' : 'changed', before: only(was), after: only(is) };
    });
}

/** Without what is blank; bank, tax and identity numbers are masked. */
function imageOf(json: string | null): Change['after'] {
  if (json === null) return null;
  const image = JSON.parse(json) as Record<string, string | number | null>;
  return Object.fromEntries(Object.entries(image).map(([key, value]) => [key, PRIVATE.has(key) && typeof value === 'string' ? maskIdentifier(value) : value]));
}
