import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { PROCEDURES } from '../../src/contract/index.ts';

/** Mutating procedures that carry no version of a record, and what stands in its place. */
const WITHOUT: Readonly<Record<string, string>> = {
  'terms.add': 'makes a version of the terms; none is ever changed',
  'users.add': 'makes a person; a known name is refused',
  'partners.label': 'puts words on and takes words off: two people at once both get theirs, in any order',
  'months.close': 'takes the digest of the preview, which covers the whole month; another one is PREVIEW_STALE',
  'imports.run': 'takes files; what they meet is told record by record, and a repeated file changes nothing',
  'imports.rows': 'reads files, changes nothing',
  'imports.revert': 'an import never changes; its taking back names whatever was built on it since',
  'statements.issue': 'issues what was not issued yet; what is issued never changes',
  'statements.reissue': 'adds an issue; the one before stays as it is',
  'bank.export': 'records what went out; what did already is refused without a reason',
  'system.recordVerify': 'says what was found; names no record',
  'today.seen': 'moves the mark of whoever asks; names no record',
  'acts.undo': 'an act never changes, and its stored inverse carries the versions that it left',
  'drafts.save': 'what one person is typing; the latest stands',
  'drafts.discard': 'what one person is typing; there may be none',
};

const MUTATING = Object.entries(PROCEDURES).filter(([, procedure]) => procedure.kind === 'command' || procedure.kind === 'intake');

/** Names of the members of a shape, and of the shapes in its lists and objects. */
function membersOf(schema: unknown): string[] {
  const node = schema as { def?: { type?: string; shape?: Record<string, z.ZodType>; element?: unknown; innerType?: unknown; in?: unknown } };
  const { type, shape, element, innerType } = node.def ?? {};
  if (type === 'object') return Object.entries(shape ?? {}).flatMap(([name, member]) => [name, ...membersOf(member)]);
  if (type === 'array') return membersOf(element);
  return innerType === undefined ? [] : membersOf(innerType);
}

describe('B7: a command about an existing record takes the version that the screen saw', () => {
  test('members are read, in lists and objects too', () => {
    expect(membersOf(PROCEDURES['queue.assign'].input)).toContain('version');
    expect(membersOf(PROCEDURES['terms.draft'].input)).toContain('version');
    expect(membersOf(PROCEDURES['system.recordVerify'].input)).toEqual(['ok']);
    expect(MUTATING.length).toBeGreaterThan(35);
  });

  test.each(MUTATING)('%s', (name, procedure) => {
    const members = membersOf(procedure.input);
    const has = members.includes('version') || members.includes('versions');
    if (WITHOUT[name] !== undefined) expect(has, `${name} has a version: take it off the list`).toBe(false);
    else expect(has, `${name} takes no version and is not on the list`).toBe(true);
    if (has) expect(procedure.errors, `${name} can be refused with CONFLICT`).toContain('CONFLICT');
  });

  test('the list names only procedures that there are', () =>
    expect(Object.keys(WITHOUT).filter((name) => !MUTATING.some(([known]) => known === name))).toEqual([]));
});
