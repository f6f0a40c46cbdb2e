import type { Output, Parsed } from '../contract/index.ts';
import { keepBefore, keepChanges, type Named } from '../db/repos/imports.ts';
import { loadTermsVersions } from '../db/repos/terms.ts';
import { type ImportedFile, type ParsedImport, parseImport, type StartReader } from '../importers/index.ts';
import { AppError } from '../shared/errors.ts';
import { type Finding, FindingList } from '../shared/findings.ts';
import { IMPORT_KINDS, type ImportKind } from '../shared/vocab.ts';
import type { CommandContext } from './context.ts';
import { type Batch, fail, partnerIdsByCode } from './imports/batch.ts';
import { applyBilling } from './imports/billing.ts';
import { applyDeals } from './imports/deals.ts';
import { readInputs } from './imports/input.ts';
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
    return parseImport(await readInputs(input.files, options.allowPaths), {
      startReader: options.startReader,
      ...(options.signal ? { signal: options.signal } : {}),
      onProgress: (done: number, total: number) => options.onProgress('reading', done, total),
    });
  },
  apply: (context: CommandContext, input: Input, parsed: ParsedImport): Report => applyImport(context, input, parsed),
  isDryRun: (input: Input): boolean => input.dryRun ?? false,
};

function applyImport(context: CommandContext, input: Input, parsed: ParsedImport): Report {
  const errors = new FindingList();
  const warnings = new FindingList();
  mergeFindings(errors, parsed.errors);
  mergeFindings(warnings, parsed.warnings);
  const { importId, fileIds } = recordFiles(context, parsed);
  const named = namedIn(parsed);
  keepBefore(context.db, named);
  const batch: Batch = {
    context,
    versions: loadTermsVersions(context.db),
    errors,
    warnings,
    counts: {},
    partnersTouched: new Set(),
    // A month of billing names deals only; all partners are not read for it.
    partnerIds: NAMING_PARTNERS.some((kind) => parsed.rows[kind].length > 0) ? partnerIdsByCode(context.db) : new Map(),
    fileIds,
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
  const report = conclude(batch, input, parsed);
  keepChanges(context.db, importId, context.seq, named);
  return report;
}

/** The records that the rows speak of, as far as an import may change them. */
function namedIn({ rows }: ParsedImport): Named {
  return {
    partners: rows.partners.map((row) => row.values.code),
    deals: rows.deals.map((row) => row.values.code),
    leads: [...new Set(rows.leads.map((row) => row.values.partnerCode))],
    holidays: rows.holidays.map((row) => row.values.date),
  };
}

function mergeFindings(into: FindingList, from: FindingList): void {
  into.addAll(from.kept);
  into.addUnlisted(from.count - from.kept.length);
}

function recordFiles({ db, seq, now, actor }: CommandContext, parsed: ParsedImport): { readonly importId: number; readonly fileIds: readonly number[] } {
  const importId = db.run('INSERT INTO imports (imported_at, actor, counts_json, recorded_seq, reversible) VALUES (?, ?, ?, ?, 1)', [
    now,
    actor.name,
    '{}',
    seq,
  ]).lastId;
  const fileIds = parsed.files.map(
    (file) => db.run('INSERT INTO import_files (import_id, name, sha256, bytes) VALUES (?, ?, ?, ?)', [importId, file.name, file.sha256, file.bytes]).lastId,
  );
  const keepEdit = db.prepare('INSERT INTO import_edits (import_file_id, kind, sheet, row, column_name, from_text, to_text) VALUES (?, ?, ?, ?, ?, ?, ?)');
  for (const [index, file] of parsed.files.entries())
    for (const edit of file.edits) keepEdit([fileIds[index] ?? null, edit.kind, edit.sheet, edit.row, edit.column, edit.from, edit.to]);
  return { importId, fileIds };
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
  for (const { name, edits } of parsed.files) if (edits.length > 0) context.note({ what: 'file corrected', file: name, edits });
  context.note({ what: 'import', files: parsed.files.map(({ name, sha256 }) => ({ name, sha256 })), counts: batch.counts });
  context.touch('partners', 'deals', 'billing', 'reconciliation', 'payouts', 'months', 'system');
  return report;
}

function reportFile(context: CommandContext, file: ImportedFile, mapping: Mapping | undefined): Report['files'][number] {
  const { headers: _, edits, ...told } = file;
  const remembered = Object.keys(mapping ?? {}).length > 0 ? null : recallMapping(context, file);
  const leftOut = edits.filter((edit) => edit.column === null).length;
  return { ...told, corrected: edits.length - leftOut, leftOut, ...(remembered === null ? {} : { remembered }) };
}

/** Findings as one reads the files: by file, then row. */
function inFileOrder(parsed: ParsedImport, findings: FindingList): Finding[] {
  const order = new Map(parsed.files.map((file, index) => [file.name, index]));
  const place = (finding: Finding): number => order.get(finding.file.split(' › ')[0] ?? '') ?? order.size;
  return [...findings.kept].sort((a, b) => place(a) - place(b) || (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.row - b.row);
}
