import { expect } from 'vitest';
import type { ParsedImport } from '../../../src/importers/index.ts';
import type { Verdict } from '../../corpus/entry.ts';

/** Compares what came out of a file with its verdict. */
export function checkVerdict(result: ParsedImport, verdict: Verdict): void {
  const { errors, warnings } = result;
  const expected = { accept: [0, 0], warn: [0, 1], reject: [1, 0] }[verdict.verdict];
  expect(errors.kept.length > 0, JSON.stringify(errors.kept.slice(0, 3))).toBe(expected[0] === 1);
  if (verdict.verdict !== 'reject') expect(warnings.kept.length > 0, JSON.stringify(warnings.kept.slice(0, 3))).toBe(expected[1] === 1);
  const findings = verdict.verdict === 'reject' ? errors.kept : warnings.kept;
  expect([...new Set(findings.map(({ code }) => code))].sort()).toEqual([...(verdict.codes ?? [])].sort());
  const rows = result.rows[verdict.kind];
  expect(rows.length).toBe(verdict.rows);
  for (const [at, values] of (verdict.values ?? []).entries()) expect(rows[at]?.values).toMatchObject(values);
  const first = findings[0];
  if (verdict.at) expect({ row: first?.row, column: first?.column }).toEqual({ row: verdict.at.row, column: verdict.at.column ?? '' });
  if (verdict.message !== undefined) expect(first?.message).toContain(verdict.message);
  for (const finding of [...errors.kept, ...warnings.kept]) checkFinding(finding);
}

function checkFinding(finding: ParsedImport['errors']['kept'][number]): void {
  expect(finding.file).not.toBe('');
  expect(finding.code).toMatch(/^[A-Z][A-Z0-9_]+$/);
  expect(finding.message).toMatch(/\.\)?$/);
  expect(finding.message.length).toBeLessThan(600);
  // A message about a cell names its column.
  if (finding.column !== '' && finding.row > 1) expect(finding.message.startsWith(finding.column) || finding.message.includes(finding.column)).toBe(true);
}
