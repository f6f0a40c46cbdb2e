import { createHash } from 'node:crypto';
import { type DealRow, findDeal } from '../../db/repos/deals.ts';
import { findPartner } from '../../db/repos/partners.ts';
import { loadTermsVersions } from '../../db/repos/terms.ts';
import { type ImportRow, KIND_TABLES, type ParsedImport, parseImport } from '../../importers/index.ts';
import { AppError } from '../../shared/errors.ts';
import { FindingList } from '../../shared/findings.ts';
import type { ImportKind } from '../../shared/vocab.ts';
import type { Change, CommandContext } from '../context.ts';
import { refuseStale } from '../stale.ts';
import { type Batch, partnerIdsByCode } from './batch.ts';
import { applyDeals } from './deals.ts';
import { applyNegotiatedTerms, applyPartners } from './partners.ts';

/** What a form holds: texts by column name of interchange.md, as a file's row would have them. */
export type EntryValues = Readonly<Record<string, string>>;

/** What is wrong, by field of the form. */
export interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

/**
 * Reads one record typed on a screen exactly as a file of one row: the same grammars, the same messages.
 * @throws AppError BAD_INPUT with `details.fields` when a value is wrong
 */
export async function parseEntry(kind: ImportKind, values: EntryValues): Promise<ParsedImport> {
  const names = KIND_TABLES[kind].columns.map((column) => column.name);
  const unknown = Object.keys(values).filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new AppError('BAD_INPUT', `unknown field ${unknown.join(', ')}`);
  const given = names.filter((name) => (values[name] ?? '').trim() !== '');
  const line = (cells: readonly string[]): string => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',');
  const text = `${line(names)}\n${line(names.map((name) => values[name] ?? ''))}\n`;
  const parsed = await parseImport([{ name: 'screen.csv', kind, delimiter: ',', bytes: Buffer.from(text, 'utf8') }]);
  refuseProblems(parsed.errors);
  if (given.length === 0) throw new AppError('BAD_INPUT', 'The form is empty.');
  return parsed;
}

/** @throws AppError BAD_INPUT naming each field that does not do */
export function refuseProblems(errors: FindingList): void {
  if (errors.isEmpty) return;
  const fields: FieldProblem[] = errors.kept.map(({ column, message }) => ({ field: column, message }));
  throw new AppError('BAD_INPUT', fields.map(({ message }) => message).join(' '), { fields });
}

/** A batch whose one source is the screen: where it came from is kept like a file, under the name of who typed it. */
export function entryBatch(context: CommandContext, label: string, sha256: string): Batch & { readonly importId: number } {
  const { db, seq, now, actor } = context;
  const importId = db.run('INSERT INTO imports (imported_at, actor, counts_json, recorded_seq) VALUES (?, ?, ?, ?)', [now, actor.name, '{}', seq]).lastId;
  const fileId = db.run('INSERT INTO import_files (import_id, name, sha256, bytes) VALUES (?, ?, ?, 0)', [importId, label, sha256]).lastId;
  return {
    importId,
    context,
    versions: loadTermsVersions(db),
    errors: new FindingList(),
    warnings: new FindingList(),
    counts: {},
    partnersTouched: new Set(),
    partnerIds: partnerIdsByCode(db),
    fileIds: [fileId],
  };
}

/** Stops on any problem, else keeps the counts and tells everyone. */
export function concludeEntry(context: CommandContext, batch: Batch): void {
  refuseProblems(batch.errors);
  context.db.run('UPDATE imports SET counts_json = ? WHERE recorded_seq = ?', [JSON.stringify(batch.counts), context.seq]);
  context.note({ what: 'import', files: [], counts: batch.counts });
  context.touch('partners', 'deals', 'reconciliation', 'payouts', 'months', 'system');
}

export const digestOf = (values: unknown): string => createHash('sha256').update(JSON.stringify(values)).digest('hex');

/** Takes the partner, deal or negotiated term of a form. */
export function takeEntry(context: CommandContext, label: string, parsed: ParsedImport, values: EntryValues): Batch {
  const batch = entryBatch(context, label, digestOf(values));
  applyPartners(batch, parsed.rows.partners);
  applyNegotiatedTerms(batch, parsed.rows.negotiated_terms);
  applyDeals(batch, parsed.rows.deals);
  concludeEntry(context, batch);
  return batch;
}

/** A known deal as a row of a deals file would say it. */
export function rowOfDeal(context: CommandContext, deal: DealRow): ImportRow<'deals'> {
  const partner = context.db.get<{ code: string }>('SELECT code FROM partners WHERE id = ?', [deal.partnerId]);
  return {
    kind: 'deals',
    file: 0,
    fileLabel: 'screen',
    row: 1,
    values: {
      code: deal.code,
      partnerCode: partner?.code ?? '',
      client: deal.client,
      contractType: deal.contractType,
      contractValuePaisa: deal.contractValuePaisa,
      signedOn: deal.signedOn,
      startOn: deal.startOn,
      durationMonths: deal.durationMonths,
      expectedMonthlyBillingPaisa: deal.expectedMonthlyPaisa,
      rateBps: deal.ownRateBps,
      rateReason: deal.ownRateReason,
      completedOn: deal.completedOn,
      cancelledOn: deal.cancelledOn,
      cancelReason: deal.cancelReason,
    },
  };
}

/** @throws AppError CONFLICT when the deal changed since the screen showed it */
export function refuseStaleDeal(context: CommandContext, { code, version }: DealRow, shown: number | undefined): void {
  refuseStale(context, { record: code, stored: version, shown, isAbout: (change) => change['deal'] === code });
}

/** @throws AppError NOT_FOUND, CONFLICT */
export function dealFor(context: CommandContext, code: string, version: number | undefined): DealRow {
  const deal = findDeal(context.db, code);
  if (!deal) throw new AppError('NOT_FOUND', `There is no deal ${code}.`);
  refuseStaleDeal(context, deal, version);
  return deal;
}

/** The stored version of a partner, undefined for a new one. @throws AppError CONFLICT when it is not the one shown */
export function partnerVersion(context: CommandContext, code: string, shown: number | undefined): number | undefined {
  const stored = findPartner(context.db, code)?.version;
  const isAbout = (change: Change): boolean => (change.what === 'partner' || change.what === 'account manager') && change['partner'] === code;
  if (stored !== undefined) refuseStale(context, { record: code, stored, shown, isAbout });
  return stored;
}
