import { type Paisa, paisa } from '../shared/paisa.ts';
import { applyRate, type Bps } from '../shared/rate.ts';

/** A step of a derivation, as far as its arithmetic goes. */
export interface ProofStep {
  readonly label: string;
  readonly value: { readonly paisa: number } | { readonly bps: number } | { readonly count: number } | { readonly text: string };
  readonly combine: 'leaf' | 'sum' | 'product' | 'facts';
  readonly parts: readonly ProofStep[];
}

type Unit = 'paisa' | 'bps' | 'count' | 'text';

const unitOf = ({ value }: ProofStep): Unit => ('paisa' in value ? 'paisa' : 'bps' in value ? 'bps' : 'count' in value ? 'count' : 'text');

/** The amount of a step in its own unit; null for words. */
export function amountOf({ value }: ProofStep): number | null {
  if ('paisa' in value) return value.paisa;
  if ('bps' in value) return value.bps;
  return 'count' in value ? value.count : null;
}

/**
 * What does not add up in a proof, by the path of labels; empty when it holds all the way down.
 * `sum`: the parts in the unit of the value come to it exactly; `product`: one base and one rate give it, rounded half away from zero;
 * `leaf`: nothing below. Parts in words only explain.
 */
export function proofProblems(step: ProofStep, path = ''): string[] {
  const here = path === '' ? step.label : `${path} › ${step.label}`;
  const own = problemOf(step);
  return [...(own === null ? [] : [`${here}: ${own}`]), ...step.parts.flatMap((part) => proofProblems(part, here))];
}

function problemOf(step: ProofStep): string | null {
  const amount = amountOf(step);
  if (amount !== null && !Number.isSafeInteger(amount)) return `${amount} is no whole number`;
  switch (step.combine) {
    case 'leaf':
      return step.parts.length === 0 ? null : 'a source has no parts';
    case 'facts':
      return null;
    case 'sum':
      return sumProblem(step, amount);
    case 'product':
      return productProblem(step, amount);
  }
}

function sumProblem(step: ProofStep, amount: number | null): string | null {
  const unit = unitOf(step);
  if (amount === null || unit === 'bps') return 'only money and counts are added up';
  if (step.parts.some((part) => unitOf(part) !== unit && unitOf(part) !== 'text')) return 'it adds up parts of different units';
  const total = step.parts.reduce((sum, part) => sum + (amountOf(part) ?? 0), 0);
  return total === amount ? null : `its parts come to ${total}, not ${amount}`;
}

function productProblem(step: ProofStep, amount: number | null): string | null {
  const bases = step.parts.filter((part) => unitOf(part) === 'paisa');
  const rates = step.parts.filter((part) => unitOf(part) === 'bps');
  const [base, rate] = [bases[0], rates[0]];
  if (unitOf(step) !== 'paisa' || bases.length !== 1 || rates.length !== 1 || !base || !rate || step.parts.some((part) => unitOf(part) === 'count'))
    return 'a product has one base and one rate';
  const product = applyRate(paisa(amountOf(base) ?? 0), (amountOf(rate) ?? 0) as Bps);
  return product === (amount as Paisa) ? null : `base × rate is ${product}, not ${amount}`;
}

/** How many sources a proof ends in. */
export function leavesOf(step: ProofStep): number {
  return step.parts.length === 0 ? 1 : step.parts.reduce((sum, part) => sum + leavesOf(part), 0);
}
