import type { ProofNode } from '../../contract/proof.ts';
import { formatPlainRupees, type Paisa, paisa } from '../../shared/paisa.ts';
import { BPS_WHOLE } from '../../shared/rate.ts';

export type More = Partial<Pick<ProofNode, 'rule' | 'termsVersion' | 'source' | 'link' | 'note' | 'deeper'>>;

const BARE = { rule: null, termsVersion: null, source: null, link: null, note: null, deeper: null } as const;

export const leaf = (label: string, value: ProofNode['value'], more: More = {}): ProofNode => ({ ...BARE, ...more, label, value, combine: 'leaf', parts: [] });

/** Words that explain a figure without being part of its arithmetic. */
export const fact = (label: string, text: string, more: More = {}): ProofNode => leaf(label, { text }, more);

export const facts = (label: string, value: ProofNode['value'], parts: readonly ProofNode[], more: More = {}): ProofNode => ({
  ...BARE,
  ...more,
  label,
  value,
  combine: 'facts',
  parts: [...parts],
});

/**
 * A figure as the sum of its parts. The figure is the stored one: where the parts do not come to it (a tampered file), the rest is named
 * as such instead of being made to fit.
 */
export function sum(label: string, value: number, parts: readonly ProofNode[], more: More = {}): ProofNode {
  const rest = value - parts.reduce((total, part) => total + ('paisa' in part.value ? part.value.paisa : 0), 0);
  const strays =
    rest === 0 ? [] : [leaf(UNACCOUNTED, { paisa: rest }, { note: 'The parts do not come to the stored figure. Run verify: it names what was changed.' })];
  return { ...BARE, ...more, label, value: { paisa: value }, combine: 'sum', parts: [...parts, ...strays] };
}

/** A count as the list of what is counted; words among the parts only explain. */
export const countSum = (label: string, parts: readonly ProofNode[], more: More = {}): ProofNode => ({
  ...BARE,
  ...more,
  label,
  value: { count: parts.reduce((total, part) => total + ('count' in part.value ? part.value.count : 0), 0) },
  combine: 'sum',
  parts: [...parts],
});

/** A figure that enters a sum with the other sign, with its own derivation below. */
export const deducted = (label: string, node: ProofNode): ProofNode =>
  facts(label, { paisa: 'paisa' in node.value ? 0 - node.value.paisa : 0 }, [node], { rule: node.rule });

export interface Listed {
  readonly label: string;
  readonly value: number;
  readonly more?: More;
}

/** Sources of a long list one by one while there is room, the rest as one that carries their sum. */
export function listed(unit: 'paisa' | 'count', rows: readonly Listed[], budget: Budget): ProofNode[] {
  const inUnit = (value: number): ProofNode['value'] => (unit === 'paisa' ? { paisa: value } : { count: value });
  const room = budget.take(rows.length) ? rows.length : Math.max(budget.left - 1, 0);
  const rest = rows.slice(room);
  const shown = rows.slice(0, room).map((row) => leaf(row.label, inUnit(row.value), row.more));
  if (rest.length === 0) return shown;
  budget.take(budget.left);
  const total = rest.reduce((sofar, row) => sofar + row.value, 0);
  return [...shown, leaf(`and ${rest.length} more`, inUnit(total), { note: 'Narrow the filter to see them one by one.' })];
}

export const UNACCOUNTED = 'Not accounted for';

/** A figure as base × rate; what it explains beside them comes in words. */
export const product = (label: string, value: number, base: ProofNode, rate: ProofNode, words: readonly ProofNode[], more: More = {}): ProofNode => ({
  ...BARE,
  ...more,
  label,
  value: { paisa: value },
  combine: 'product',
  parts: [base, rate, ...words],
});

export const rupees = (value: number): string => `PKR ${formatPlainRupees(paisa(value))}`;

/** The exact product and its rounding in words: `1,003 × 18 % …` to the ten-thousandth of a paisa. */
export function roundingNote(base: number, rateBps: number, amount: number): string {
  const exact = BigInt(base) * BigInt(rateBps);
  const whole = BigInt(BPS_WHOLE) * 100n;
  const magnitude = exact < 0n ? -exact : exact;
  const decimals = (magnitude % whole).toString().padStart(6, '0').replace(/0+$/, '').padEnd(2, '0');
  const text = `${exact < 0n ? '-' : ''}${magnitude / whole}.${decimals}`;
  return magnitude % BigInt(BPS_WHOLE) === 0n
    ? `Exact: PKR ${text}; nothing to round.`
    : `Exact: PKR ${text}, rounded half away from zero to PKR ${formatPlainRupees(amount as Paisa)}.`;
}

/** Sources left before a proof stops at subtotals; shared by all branches of one proof. */
export class Budget {
  #left: number;

  constructor(leaves = 2000) {
    this.#left = leaves;
  }

  get left(): number {
    return this.#left;
  }

  /** Takes so many, if they are there. */
  take(leaves: number): boolean {
    if (leaves > this.#left) return false;
    this.#left -= leaves;
    return true;
  }
}
