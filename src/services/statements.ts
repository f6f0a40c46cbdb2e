import type { Output, Parsed } from '../contract/index.ts';
import { loadPartners } from '../db/repos/partners.ts';
import { findRun, type ItemRow, loadItems, type RunRow } from '../db/repos/payouts.ts';
import { countIssues, countStatementLines, findStatementDay, findStatementLine, loadStatementLines, type StatementLineRow } from '../db/repos/statements.ts';
import { loadTermsVersions } from '../db/repos/terms.ts';
import type { ReadDb } from '../db/tx.ts';
import { lineCode, lineOfCode, statementNumber } from '../domain/statements.ts';
import type { TermsVersion } from '../domain/terms.ts';
import { assertExists } from '../shared/assert.ts';
import { addDays, isoDate, quarterOf } from '../shared/calendar.ts';
import { AppError } from '../shared/errors.ts';
import { maskIdentifier } from '../shared/mask.ts';
import type { QueryContext } from './context.ts';

type List = Output<'statements.list'>;
type Statement = Output<'statements.get'>;
type Line = Statement['clawbacks'][number];

const FIGURES = ['openingPaisa', 'accruedPaisa', 'adjustmentsPaisa', 'clawbackPaisa', 'grossPaisa', 'withholdingPaisa', 'netPaisa', 'carriedPaisa'] as const;
type Figures = Record<(typeof FIGURES)[number], number>;

/** One statement for every partner of the quarter's run, those that roll over among them (6.5). None before the run is proposed. */
export function list(context: QueryContext, input: Parsed<'statements.list'>): List {
  const { db } = context;
  const run = findRun(db, input.quarter);
  const items = loadItems(db, input.quarter);
  const names = new Map(loadPartners(db).map(({ id, name }) => [id, name]));
  const lines = countStatementLines(db, input.quarter);
  const revisions = countIssues(db, input.quarter);
  const rows = items.map((item, index) => ({
    number: numberOf(run, index),
    partner: item.partner,
    name: names.get(item.partnerId) ?? '',
    state: item.state,
    ...figuresOf(item),
    lines: lines.get(item.partnerId) ?? 0,
    revision: revisions.get(item.partnerId) ?? 0,
  }));
  const total = (figure: keyof Figures | 'lines'): number => rows.reduce((sum, row) => sum + row[figure], 0);
  return {
    quarter: input.quarter,
    runState: run?.state ?? 'none',
    ...(run ? datesOf(db, run) : { statementOn: null, disputeBy: null }),
    rows,
    totals: { ...figuresBy(total), lines: total('lines') },
  };
}

/**
 * What the statement of a partner and quarter says; a draft without a number until the run is approved (6.5).
 * @throws AppError NOT_FOUND when the run has no such partner
 */
export function get(context: QueryContext, input: Parsed<'statements.get'>): Statement {
  const { db } = context;
  const run = findRun(db, input.quarter);
  const items = loadItems(db, input.quarter);
  const index = items.findIndex(({ partner }) => partner === input.partner);
  const item = items[index];
  if (!run || !item)
    throw new AppError(
      'NOT_FOUND',
      `${input.quarter} has no statement of ${input.partner}: ${run ? 'it moved nothing for the partner' : 'its payout run is not proposed'} (rule 6.5).`,
    );
  const partner = assertExists(
    loadPartners(db).find(({ id }) => id === item.partnerId),
    'the payment has a partner',
  );
  const lines = loadStatementLines(db, input.quarter, item.partnerId);
  const terms = termsOf(db, run);
  return {
    quarter: input.quarter,
    number: numberOf(run, index),
    partner: item.partner,
    name: partner.name,
    state: item.state,
    ...figuresOf(item),
    ...datesOf(db, run),
    valueOn: isoDate(run.valueOn),
    termsVersion: terms.id,
    minimumPayoutPaisa: terms.minimumPayoutPaisa,
    holdReason: item.holdReason,
    payment: { bankTitle: partner.bankTitle, bankName: partner.bankName, ibanMasked: partner.iban === null ? null : maskIdentifier(partner.iban) },
    tax: {
      standing: item.standing,
      basePaisa: item.withholdingBasePaisa,
      rateBps: item.withholdingRateBps,
      section: item.withholdingSection,
      reference: item.withholdingReference,
    },
    deals: dealsOf(lines),
    adjustments: lines.filter(({ kind }) => kind === 'adjustment').map(lineOf),
    clawbacks: lines.filter(({ kind }) => kind === 'clawback').map(lineOf),
  };
}

/**
 * The line that a code names, so that nobody asks about another one than is meant.
 * @throws AppError BAD_INPUT for a mistyped code, NOT_FOUND for one that no line has
 */
export function line(context: QueryContext, input: Parsed<'statements.line'>): Output<'statements.line'> {
  const { db } = context;
  const id = lineOfCode(input.code);
  if (id === null)
    throw new AppError(
      'BAD_INPUT',
      `${input.code} is no code of a statement: its characters do not check. Read it again; a code has six, never 0, 1, I, L or O.`,
    );
  const row = findStatementLine(db, id);
  if (!row) throw new AppError('NOT_FOUND', `No posted line has the code ${input.code}.`);
  const of = quarterOf(row.postedIn);
  const run = findRun(db, of);
  return {
    line: lineOf(row),
    partner: row.partner,
    quarter: of,
    number: numberOf(
      run,
      loadItems(db, of).findIndex(({ partner }) => partner === row.partner),
    ),
  };
}

/** 6.5: only what is approved is numbered; its items and their order do not change any more. */
function numberOf(run: RunRow | undefined, index: number): string | null {
  return run === undefined || run.state === 'proposed' || index < 0 ? null : statementNumber(run.quarter, index + 1);
}

function termsOf(db: ReadDb, run: RunRow): TermsVersion {
  return assertExists(
    loadTermsVersions(db).find(({ id }) => id === run.termsVersionId),
    'the run has its terms',
  );
}

/** 7.1: the days for a dispute run from the statement's date, which is that of the approval. */
function datesOf(db: ReadDb, run: RunRow): Pick<List, 'statementOn' | 'disputeBy'> {
  const statementOn = findStatementDay(db, run.quarter);
  return run.state === 'proposed' || statementOn === null
    ? { statementOn: null, disputeBy: null }
    : { statementOn, disputeBy: addDays(statementOn, termsOf(db, run).disputeDays) };
}

function figuresBy(of: (figure: keyof Figures) => number): Figures {
  return Object.fromEntries(FIGURES.map((figure) => [figure, of(figure)])) as Figures;
}

const figuresOf = (item: ItemRow): Figures => figuresBy((figure) => item[figure]);

function lineOf({ id, deal, kind, period, postedIn, invoiceNo, billedPaisa, rateBps, tier, amountPaisa, reversesId }: StatementLineRow): Line {
  const reverses = reversesId === null ? null : lineCode(reversesId);
  return { code: lineCode(id), id, deal, kind, period, postedIn, invoiceNo, billedPaisa, rateBps, tier, amountPaisa, reverses };
}

/** What accrued, by deal. */
function dealsOf(rows: readonly StatementLineRow[]): Statement['deals'] {
  const accrued = rows.filter(({ kind }) => kind === 'recurring' || kind === 'fixed_price');
  return [...Map.groupBy(accrued, ({ deal }) => deal)].map(([deal, of]) => {
    const { client, contractType, contractValuePaisa } = assertExists(of[0], 'a deal has a line');
    const sum = (figure: 'billedPaisa' | 'amountPaisa'): number => of.reduce((total, row) => total + row[figure], 0);
    return { deal, client, contractType, contractValuePaisa, billedPaisa: sum('billedPaisa'), amountPaisa: sum('amountPaisa'), lines: of.map(lineOf) };
  });
}
