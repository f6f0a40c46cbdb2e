import { readerOf } from '../../../src/importers/cells.ts';
import type { Grammar } from '../../../src/importers/kinds.ts';
import { Problem, Remark } from '../../../src/importers/problem.ts';
import type { DateOrder } from '../../../src/importers/read-date.ts';

/** What a cell comes to, in short: the value, null for blank, `!CODE` when refused, `~CODE value` when taken with a remark. */
export function outcome(grammar: Grammar, text: string, order: DateOrder = 'iso'): string | number | null {
  const reading = readerOf(grammar, order)(text);
  if (reading instanceof Problem) return `!${reading.code}`;
  return reading instanceof Remark ? `~${reading.code} ${reading.value}` : reading;
}
