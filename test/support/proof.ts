import { expect } from 'vitest';
import type { ProofNode, ProofSubject } from '../../src/contract/proof.ts';
import { amountOf, leavesOf, proofProblems } from '../../src/domain/proof.ts';
import type { TestApp } from './app.ts';

/** Kinds of links that a screen knows how to open. */
const LINKS = ['accrual', 'address', 'billing', 'close', 'deal', 'entry', 'exception', 'month', 'partner', 'payout', 'reconciliation', 'terms'];

export const ask = async (app: TestApp, subject: ProofSubject): Promise<ProofNode> => (await app.call('proof.of', subject)) as ProofNode;

export const walk = (node: ProofNode): ProofNode[] => [node, ...node.parts.flatMap(walk)];

export const labelsOf = (node: ProofNode): string =>
  walk(node)
    .map((one) => `${one.label}: ${JSON.stringify(one.value)} ${one.note ?? ''}`)
    .join('\n');

/** A proof that adds up everywhere, links only to what can be opened, and comes to the figure asked about. */
export function expectProof(node: ProofNode, expected: number | string, what: string): void {
  expect(proofProblems(node), what).toEqual([]);
  expect(
    walk(node).filter((one) => one.label === 'Not accounted for'),
    what,
  ).toEqual([]);
  expect(
    walk(node).filter((one) => one.link !== null && !LINKS.includes(one.link.kind)),
    what,
  ).toEqual([]);
  expect(leavesOf(node), what).toBeLessThanOrEqual(2200);
  expect(amountOf(node) ?? ('text' in node.value ? node.value.text : null), what).toBe(expected);
}

/** The proof of a subject, held to {@link expectProof}. */
export async function proofOf(app: TestApp, subject: ProofSubject, expected: number | string): Promise<ProofNode> {
  const node = await ask(app, subject);
  expectProof(node, expected, JSON.stringify(subject));
  return node;
}

/** Every step that names a deeper subject comes to the same figure there. */
export async function expectDeeper(app: TestApp, node: ProofNode): Promise<number> {
  const steps = walk(node).filter((one) => one.deeper !== null && amountOf(one) !== null);
  for (const step of steps) if (step.deeper !== null) await proofOf(app, step.deeper, amountOf(step) ?? 0);
  return steps.length;
}
