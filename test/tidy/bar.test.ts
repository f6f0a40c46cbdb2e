import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BAR, TRAPS, TRAPS_TO_COME } from './bar.ts';
import { ROOT, sourcesOf } from './support/source.ts';
import { titlesOf } from './support/titles.ts';

const titles = titlesOf(sourcesOf('test').filter((source) => !source.path.startsWith('test/tidy/bar')));
const named = (id: string): string[] => titles.filter((title) => new RegExp(`(?<![\\w.])${id}(?!\\w)`).test(title));

describe('every row of the bar in scope is named by a test that runs', () => {
  test('titles are read, and an unknown row is missed', () => {
    expect(named('A1').length).toBeGreaterThan(1);
    expect(named('Z9')).toEqual([]);
  });

  test.each(Object.keys(BAR))('%s', (id) => expect(named(id), `no test is called "${id}: …" (${BAR[id]?.promise})`).not.toEqual([]));

  for (const [id, { elsewhere }] of Object.entries(BAR)) {
    const file = /test\/[\w/.-]+\.ts/.exec(elsewhere ?? '')?.[0];
    if (file !== undefined) test(`${id}: the other place is there: ${file}`, () => expect(existsSync(join(ROOT, file))).toBe(true));
    if (elsewhere !== undefined) test.skip(`${id}, in part: ${elsewhere}`, () => {});
  }
});

describe('every trap of section 0 has its guard', () => {
  test.each(Array.from({ length: TRAPS }, (_, n) => n + 1))('trap %i', (trap) => {
    const guards = titles.filter((title) => new RegExp(`^['"\`]trap ${trap}(?!\\d)`).test(title));
    if (TRAPS_TO_COME[trap] === undefined) expect(guards).not.toEqual([]);
    else expect(guards, `trap ${trap} has a guard: take it out of the list`).toEqual([]);
  });
});
