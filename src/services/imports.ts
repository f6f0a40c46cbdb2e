import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Output, Parsed } from '../contract/index.ts';
import { loadTermsVersions } from '../db/repos/terms.ts';
import { type ImportedFile, type InputFile, type ParsedImport, parseImport, type StartReader } from '../importers/index.ts';
import { AppError } from '../shared/errors.ts';
import { type Finding, FindingList } from '../shared/findings.ts';
import { IMPORT_KINDS, type ImportKind } from '../shared/vocab.ts';
import type { CommandContext, QueryContext } from './context.ts';
import { type Batch, fail, type KindCounts, partnerIdsByCode } from './imports/batch.ts';
import { applyBilling } from './imports/billing.ts';
import { applyDeals } from './imports/deals.ts';
import { type Mapping, recallMapping, rememberMapping } from './imports/mappings.ts';
import { applyNegotiatedTerms, applyPartners } from './imports/partners.ts';
import { applyHolidays, applyLeads } from './imports/small-kinds.ts';

type Input = Parsed<'imports.run'>;
type Report = Output<'imports.run'>;

interface DecodeOptions {
  readonly allowPaths: boolean;
  readonly startReader: StartReader;
  readonly signal?: AbortSignal;
  readonly onProgress: (phase: string, done: number, total: number) => void;
}

/** Kinds whose areas do not exist yet; naming them is better than taking a file and doing nothing with it. */
const NOT_TAKEN: readonly ImportKind[] = ['campaigns', 'claims'];

/** Kinds whose rows say a partner's code. */
const NAMING_PARTNERS: readonly ImportKind[] = ['partners', 'deals', 'leads', 'negotiated_terms'];

/** Takes import files: bytes become rows outside any transaction, then all of them are taken or none. */
export const run = {
  decode: async (input: Input, options: DecodeOptions): Promise<ParsedImport> => {
    const files: InputFile[] = [];
    for (const file of input.files) files.push(await readInput(file, options.allowPaths));
    return parseImport(files, {
      startReader: options.startReader,
      ...(options.signal ? { signal: options.signal } : {}),
      onProgress: (done: number, total: number) => options.onProgress('reading', done, total),
    });
  },
  apply: (context: CommandContext, input: Input, parsed: ParsedImport): Report => applyImport(context, input, parsed),
  isDryRun: (input: Input): boolean => input.dryRun ?? false,
};

async function readInput(file: Input['files'][number], allowPaths: boolean): Promise<InputFile> {
  const { base64, path, ...rest } = file;
  const options = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)) as Omit<InputFile, 'bytes'>;
  if (base64 !== undefined) return { ...options, bytes: Buffer.from(base64, 'base64') };
  if (path === undefined || !allowPaths) throw new AppError('BAD_INPUT', `imports.run: give the content of ${file.name} as base64`);
  try {
    return { ...options, name: file.name === '' ? basename(path) : file.name, bytes: await readFile(path) };
  } catch (error) {
    throw new AppError('FILE_UNREADABLE', `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function applyImport(context: CommandContext, input: Input, parsed: ParsedImport): Report {
  const errors = new FindingList();
  const warnings = new FindingList();
  mergeFindings(errors, parsed.errors);
  mergeFindings(warnings, parsed.warnings);
  const batch: Batch = {
    context,
    versions: loadTermsVersions(context.db),
    errors,
    warnings,
    counts: {},
    partnersTouched: new Set(),
    // A month of billing names deals only; all partners are not read for it.
    partnerIds: NAMING_PARTNERS.some((kind) => parsed.rows[kind].length > 0) ? partnerIdsByCode(context.db) : new Map(),
    fileIds: recordFiles(context, parsed),
  };
  for (const kind of NOT_TAKEN) {
    const row = parsed.rows[kind][0];
    if (row) fail(batch, row, '', 'KIND_NOT_TAKEN', `This version does not take ${kind}. Leave the file out.`);
  }
  applyPartners(batch, parsed.rows.partners);
  applyNegotiatedTerms(batch, parsed.rows.negotiated_terms);
  applyHolidays(batch, parsed.rows.holidays);
  applyLeads(batch, parsed.rows.leads);
  applyDeals(batch, parsed.rows.deals);
  applyBilling(
    batch,
    parsed.rows.billing,
    parsed.rows.deals.map((row) => row.values.code),
  );
  context.checkCancelled();
  return conclude(batch, input, parsed);
}

function mergeFindings(into: FindingList, from: FindingList): void {
  into.addAll(from.kept);
  into.addUnlisted(from.count - from.kept.length);
}

function recordFiles(context: CommandContext, parsed: ParsedImport): number[] {
  const { db, seq, now, actor } = context;
  const importId = db.run('INSERT INTO imports (imported_at, actor, counts_json, recorded_seq) VALUES (?, ?, ?, ?)', [now, actor.name, '{}', seq]).lastId;
  return parsed.files.map(
    (file) => db.run('INSERT INTO import_files (import_id, name, sha256, bytes) VALUES (?, ?, ?, ?)', [importId, file.name, file.sha256, file.bytes]).lastId,
  );
}

function conclude(batch: Batch, input: Input, parsed: ParsedImport): Report {
  const { context } = batch;
  const dryRun = input.dryRun ?? false;
  for (const kind of IMPORT_KINDS) if (parsed.rows[kind].length > 0 && !batch.counts[kind]) batch.counts[kind] = { new: 0, changed: 0, unchanged: 0 };
  const report: Report = {
    dryRun,
    taken: !dryRun && batch.errors.isEmpty,
    counts: batch.counts,
    files: parsed.files.map((file, index) => reportFile(context, file, input.files[index]?.mapping)),
    errors: inFileOrder(parsed, batch.errors),
    errorCount: batch.errors.count,
    warnings: inFileOrder(parsed, batch.warnings),
    warningCount: batch.warnings.count,
  };
  if (!batch.errors.isEmpty) {
    throw new AppError(
      'IMPORT_REFUSED',
      `Nothing was taken: ${batch.errors.count} ${batch.errors.count === 1 ? 'row is' : 'rows are'} wrong. Correct the files and import them again.`,
      report,
    );
  }
  for (const [index, file] of parsed.files.entries()) rememberMapping(context, file, input.files[index]?.mapping ?? {});
  context.db.run('UPDATE imports SET counts_json = ? WHERE recorded_seq = ?', [JSON.stringify(batch.counts), context.seq]);
  context.note({ what: 'import', files: parsed.files.map(({ name, sha256 }) => ({ name, sha256 })), counts: batch.counts });
  context.touch('partners', 'deals', 'billing', 'reconciliation', 'payouts', 'months', 'system');
  return report;
}

function reportFile(context: CommandContext, file: ImportedFile, mapping: Mapping | undefined): Report['files'][number] {
  const { headers: _, ...told } = file;
  const remembered = Object.keys(mapping ?? {}).length > 0 ? null : recallMapping(context, file);
  return { ...told, ...(remembered === null ? {} : { remembered }) };
}

/** Findings as one reads the files: by file, then row. */
function inFileOrder(parsed: ParsedImport, findings: FindingList): Finding[] {
  const order = new Map(parsed.files.map((file, index) => [file.name, index]));
  const place = (finding: Finding): number => order.get(finding.file.split(' › ')[0] ?? '') ?? order.size;
  return [...findings.kept].sort((a, b) => place(a) - place(b) || (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.row - b.row);
}

/** What was imported when, newest first. */
export function list(context: QueryContext): Output<'imports.list'> {
  const files = new Map<number, { name: string; sha256: string; bytes: number }[]>();
  for (const { importId, ...file } of context.db.all<{ importId: number; name: string; sha256: string; bytes: number }>(
    'SELECT import_id AS importId, name, sha256, bytes FROM import_files ORDER BY id',
  )) {
    const found = files.get(importId);
    if (found) found.push(file);
    else files.set(importId, [file]);
  }
  return context.db
    .all<{ id: number; importedAt: string; actor: string; countsJson: string }>(
      'SELECT id, imported_at AS importedAt, actor, counts_json AS countsJson FROM imports ORDER BY id DESC LIMIT 500',
    )
    .map(({ countsJson, ...row }) => ({ ...row, counts: JSON.parse(countsJson) as Partial<Record<ImportKind, KindCounts>>, files: files.get(row.id) ?? [] }));
}
