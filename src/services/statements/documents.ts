import type { Answer, Output, Parsed } from '../../contract/index.ts';
import { loadPartners } from '../../db/repos/partners.ts';
import { type IssuedFacts, type IssueRow, loadIssues } from '../../db/repos/statements.ts';
import type { StatementModel } from '../../exporters/statement-model.ts';
import { stampOf } from '../../ports/instants.ts';
import { assertExists } from '../../shared/assert.ts';
import { AppError } from '../../shared/errors.ts';
import { paisa } from '../../shared/paisa.ts';
import type { QueryContext } from '../context.ts';
import { get } from '../statements.ts';
import { factsNow } from './facts.ts';

type Input = Parsed<'statements.pdf'>;

/**
 * A statement as paper says it: as it was issued, or as a draft before that.
 * @throws AppError NOT_FOUND without such a statement or revision
 */
export function modelOf(context: QueryContext, input: Input): StatementModel {
  const { db, today } = context;
  const { quarter } = input;
  const said = get(context, input) as Answer<'statements.get'>;
  const partner = assertExists(
    loadPartners(db).find(({ code }) => code === said.partner),
    'a statement has a partner',
  );
  const issues = upTo(loadIssues(db, quarter, partner.id), input);
  const issue = issues.at(-1);
  const facts = issue?.facts ?? factsNow(db, quarter, partner);
  return {
    ...said,
    number: issue?.number ?? null,
    issuedOn: issue?.issuedOn ?? today,
    revisions: issues.map(({ revision, issuedOn, reason, changed }) => ({ revision, issuedOn, reason, changed })),
    issuer: facts.issuer,
    partner: { code: said.partner, ...facts.partner },
    payment: facts.payment,
    tax: { ...said.tax, section: said.tax.section ?? '', reference: said.tax.reference ?? '' },
    deals: said.deals.map((deal) => ({ ...deal, ...branded(facts.deals[deal.deal]) })),
  };
}

function branded(contract: IssuedFacts['deals'][string] | undefined): Partial<StatementModel['deals'][number]> {
  return contract === undefined ? {} : { ...contract, contractValuePaisa: paisa(contract.contractValuePaisa) };
}

function upTo(issues: readonly IssueRow[], { revision, quarter, partner }: Input): readonly IssueRow[] {
  if (revision === undefined) return issues;
  if (!issues.some((issue) => issue.revision === revision))
    throw new AppError('NOT_FOUND', `The statement of ${partner} for ${quarter} has no revision ${revision}; it was issued ${issues.length} times.`);
  return issues.filter((issue) => issue.revision <= revision);
}

/** `Statement_2026-Q3-0042_Meridian-Growth.pdf`: sorts by number, and says whose it is. */
export function statementFileName({ number, quarter, partner, revisions }: StatementModel, extension: string): string {
  const whose = partner.name
    .normalize('NFKD')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40);
  const revision = revisions.length > 1 ? `_r${revisions.length}` : '';
  return `Statement_${number ?? `draft-${quarter}`}_${whose === '' ? partner.code : whose}${revision}.${extension}`;
}

/** A statement as PDF; the same issue gives the same bytes. */
export const pdf = {
  read: modelOf,
  render: async (model: StatementModel, input: Input): Promise<Output<'statements.pdf'>> => {
    // the writer of PDFs takes a quarter of a second to load: only who wants one waits for it
    const { renderStatement } = await import('../../exporters/statement-pdf.ts');
    const bytes = await renderStatement(model, input.grouping ?? 'thousands', stampOf(model.issuedOn));
    return { fileName: statementFileName(model, 'pdf'), mediaType: 'application/pdf', base64: Buffer.from(bytes).toString('base64') };
  },
};

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** The twin of a statement that a partner can check: live formulas over its lines. */
export const workbook = {
  read: modelOf,
  render: async (model: StatementModel, input: Parsed<'statements.workbook'>): Promise<Output<'statements.workbook'>> => {
    const [{ writeWorkbook }, { statementWorkbook }] = await Promise.all([
      import('../../exporters/workbook-xlsx.ts'),
      import('../../exporters/statement-workbook.ts'),
    ]);
    const bytes = await writeWorkbook(statementWorkbook(model, input.grouping ?? 'thousands'), stampOf(model.issuedOn));
    return { fileName: statementFileName(model, 'xlsx'), mediaType: XLSX, base64: Buffer.from(bytes).toString('base64') };
  },
};
