import Papa from 'papaparse';
import type { SampleProgramme } from '../../src/sample/index.ts';
import { assert, assertExists } from '../../src/shared/assert.ts';
import { addMonths, daysBetween, isoDate, type Month, month } from '../../src/shared/calendar.ts';
import { parseRupees } from '../../src/shared/paisa.ts';

export type Row = Readonly<Record<string, string>>;

/** Reads a file back with another parser than the one that wrote it; every row must have every column. */
export function rowsOf(sample: SampleProgramme, name: string): Row[] {
  const file = assertExists(
    sample.files.find((candidate) => candidate.name === name),
    `no ${name}`,
  );
  const result = Papa.parse<Record<string, string>>(file.text, { header: true, skipEmptyLines: true });
  assert(result.errors.length === 0, `${name}: ${JSON.stringify(result.errors[0])}`);
  return result.data;
}

/** The cell of a column that must be there. */
export function cell(row: Row, column: string): string {
  return assertExists(row[column], `no column ${column}`);
}

export function amount(text: string): number {
  const parsed = parseRupees(text);
  assert(parsed.ok, `${text} is not an amount`);
  return parsed.paisa;
}

export function tally(values: Iterable<string>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

export function groupBy(rows: readonly Row[], column: string): Map<string, Row[]> {
  return Map.groupBy(rows, (row) => cell(row, column));
}

export function isClawedBack(deal: Row): boolean {
  const reason = cell(deal, 'cancel_reason');
  if (reason === 'fraud') return true;
  return reason === 'client' && daysBetween(isoDate(cell(deal, 'signed_on')), isoDate(cell(deal, 'cancelled_on'))) <= 90;
}

export type Status = 'exception' | 'matched' | 'beyond_term' | 'unexpected' | 'missing' | 'under_billed' | 'over_billed';

function compared(expected: number, billed: number): Status {
  if (Math.abs(billed - expected) <= 100) return 'matched';
  return billed < expected ? 'under_billed' : 'over_billed';
}

function projectStatus(deal: Row, billed: ReadonlyMap<string, number>, of: Month): Status | null {
  const completed = cell(deal, 'completed_on').slice(0, 7);
  if (completed === '' || of < completed) return null;
  if (of > completed) return billed.has(of) ? 'unexpected' : null;
  if (cell(deal, 'cancelled_on') !== '' && cell(deal, 'completed_on') > cell(deal, 'cancelled_on')) return 'exception';
  const sofar = [...billed].filter(([period]) => period <= of).reduce((sum, [, paisa]) => sum + paisa, 0);
  return compared(amount(cell(deal, 'contract_value')), sofar);
}

function recurringStatus(deal: Row, billed: ReadonlyMap<string, number>, of: Month): Status | null {
  const start = month(cell(deal, 'start_on').slice(0, 7));
  const duration = cell(deal, 'duration_months');
  const end = duration === '' ? '9999-12' : addMonths(start, Number(duration) - 1);
  const cancelled = cell(deal, 'cancelled_on').slice(0, 7);
  const expected = of >= start && of <= end && (cancelled === '' || of <= cancelled);
  if (!expected && !billed.has(of)) return null;
  const isException = of < start || (cancelled !== '' && (of > cancelled || (isClawedBack(deal) && of >= cancelled)));
  if (billed.has(of) && isException) return 'exception';
  if (!expected) return of > end ? 'beyond_term' : 'unexpected';
  return billed.has(of) ? compared(amount(cell(deal, 'expected_monthly_billing')), billed.get(of) ?? 0) : 'missing';
}

/** The statuses of programme.md section 4 for one month, worked out from the files alone. */
export function reconcile(deals: readonly Row[], billing: ReadonlyMap<string, readonly Row[]>, of: Month): Record<string, number> {
  const statuses = deals.flatMap((deal) => {
    const billed = new Map<string, number>();
    for (const line of billing.get(cell(deal, 'code')) ?? []) {
      const period = cell(line, 'period');
      billed.set(period, (billed.get(period) ?? 0) + amount(cell(line, 'amount')));
    }
    return (cell(deal, 'contract_type') === 'fixed_price' ? projectStatus : recurringStatus)(deal, billed, of) ?? [];
  });
  return tally(statuses);
}
