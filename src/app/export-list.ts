import type { z } from 'zod';
import type { exportsProcedures } from '../contract/exports.ts';
import { PROCEDURES } from '../contract/index.ts';
import { describeIssues } from '../contract/issues.ts';
import { toCsv } from '../exporters/csv.ts';
import type { QueryContext } from '../services/context.ts';
import { assert } from '../shared/assert.ts';
import { AppError } from '../shared/errors.ts';
import { formatPlainRupees, paisa } from '../shared/paisa.ts';

type Input = z.output<(typeof exportsProcedures)['exports.list']['input']>;
type Query = (context: QueryContext, input: unknown) => unknown;
type Row = Readonly<Record<string, unknown>>;

/** A list written out: its rows in order, and what stands above them. */
interface Model {
  readonly head: readonly (readonly string[])[];
  readonly rows: readonly Row[];
}

const PAGE = 500;
/** Beyond this a list is no reading matter; the command line and the workbook take more. */
const MOST_ROWS = 100_000;

/** Every row of a list for a filter, in one view of the file, through the procedure that the screen asks. */
function readAll(context: QueryContext, list: Input['list'], query: Query, given: Input['input']): Row[] {
  const whole = PROCEDURES[list].input.safeParse(given);
  if (!whole.success) throw new AppError('BAD_INPUT', `${list}: ${describeIssues(whole.error)}`);
  const rows: Row[] = [];
  for (let after: string | null = null; ; ) {
    const page = query(context, PROCEDURES[list].input.parse({ ...given, after, limit: PAGE })) as { rows: Row[]; next: string | null };
    rows.push(...page.rows);
    if (rows.length > MOST_ROWS) throw new AppError('BAD_INPUT', `More than ${MOST_ROWS} rows match. Narrow the filter, or export from the command line.`);
    if (page.next === null) return rows;
    after = page.next;
  }
}

/** Files hold plain digits: rupees for paisa, percent for basis points. */
function cellOf(field: string, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' && (field.endsWith('Paisa') || field.endsWith('Bps'))) return formatPlainRupees(paisa(value));
  if (typeof value === 'object') return JSON.stringify(value);
  return String(value);
}

/**
 * Writes a list exactly as it is seen: filter, sort and columns of the screen, all its rows.
 * @throws AppError BAD_INPUT when the list does not know a column or the filter, or is too long
 */
export function exportList(queryNamed: (name: string) => Query | undefined) {
  return {
    read: (context: QueryContext, input: Input): Model => {
      const query = queryNamed(input.list);
      assert(query !== undefined, `${input.list} is a list`);
      const rows = readAll(context, input.list, query, input.input);
      const head = [
        [`${input.list}, ${rows.length} rows`],
        [input.filterText === '' ? 'All rows' : input.filterText],
        [`As of ${context.today}, by ${context.actor.name}`],
        [],
      ];
      return { head, rows };
    },
    render: (model: Model, input: Input) => {
      const table = model.rows.map((row) => input.columns.map(({ field }) => cellOf(field, row[field])));
      const text = toCsv([...model.head, input.columns.map((column) => column.header), ...table]);
      return Promise.resolve({
        fileName: `${input.list.split('.')[0]}.csv`,
        mediaType: 'text/csv',
        base64: Buffer.from(`\ufeff${text}`, 'utf8').toString('base64'),
        rows: model.rows.length,
      });
    },
  };
}
