import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { filesUnder, lineOf, type Node, nameOf, nodesOf, ROOT, type Source, sourcesOf, stringsOf } from './support/source.ts';

const sources = sourcesOf('src', 'electron', 'renderer');
const core = sources.filter((source) => source.path.startsWith('src/'));
const pure = core.filter((source) => /^src\/(?:domain|services)\//.test(source.path));

const at = (source: Source, node: { readonly start: number }, what: string): string => `${source.path}:${lineOf(source, node.start)} ${what}`;

describe('size', () => {
  const MAX_FILE = 500;
  const MAX_FUNCTION = 70;

  test(`no file has more than ${MAX_FILE} lines`, () =>
    expect(sources.map((source) => [source.path, source.text.trimEnd().split('\n').length] as const).filter(([, lines]) => lines > MAX_FILE)).toEqual([]));

  const longFunctions = (folders: RegExp): string[] =>
    sources
      .filter((source) => folders.test(source.path))
      .flatMap((source) =>
        nodesOf(source, 'FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression')
          .map((node) => ({
            node,
            lines: source.text
              .slice(node.start, node.end)
              .split('\n')
              .filter((line) => line.trim() !== '').length,
          }))
          .filter(({ lines }) => lines > MAX_FUNCTION)
          .map(({ node, lines }) => at(source, node, `${lines} lines`)),
      );

  test(`no function of src and electron has more than ${MAX_FUNCTION} lines that are not blank`, () =>
    expect(longFunctions(/^(?:src|electron)\//)).toEqual([]));

  /** Components whose JSX takes them over the limit (Biome does not count those lines); may only fall. */
  const LONG_COMPONENTS = 11;
  test(`at most ${LONG_COMPONENTS} components of the renderer are longer`, () => {
    const long = longFunctions(/^renderer\//);
    expect(long.length, long.join('\n')).toBeLessThanOrEqual(LONG_COMPONENTS);
  });
});

describe('banned calls', () => {
  test('G1: no clock, chance, console or float in domain and services', () => {
    const bad = pure.flatMap((source) => [
      ...nodesOf(source, 'Identifier', 'MemberExpression')
        .filter((node) => /^(?:Date|performance|process|setTimeout|setInterval|console(?:\..*)?|Math\.(?:random|round))$/.test(nameOf(node)))
        .map((node) => at(source, node, nameOf(node))),
      ...nodesOf(source, 'Literal')
        .filter((node) => typeof node['value'] === 'number' && !Number.isInteger(node['value']))
        .map((node) => at(source, node, String(node['value']))),
    ]);
    expect(bad).toEqual([]);
  });

  test('G1: no clock and no chance in shared, contract, db, importers, exporters and app either; they are ports', () => {
    const bad = core
      .filter((source) => /^src\/(?:shared|contract|db|importers|exporters|app)\//.test(source.path))
      .flatMap((source) =>
        nodesOf(source, 'NewExpression', 'CallExpression', 'MemberExpression')
          .map((node) => ({ node, name: node.type === 'MemberExpression' ? nameOf(node) : nameOf(node['callee'] as Node) }))
          .filter(({ name }) => /^(?:Date|Date\.(?:now|parse|UTC)|Math\.random)$/.test(name))
          .map(({ node, name }) => at(source, node, name)),
      );
    expect([...new Set(bad)]).toEqual([]);
  });

  test('A1: a database is opened in src/db/open.ts and nowhere else', () => {
    const bad = sources
      .filter((source) => source.path !== 'src/db/open.ts')
      .flatMap((source) =>
        nodesOf(source, 'NewExpression')
          .filter((node) => nameOf(node['callee'] as Node) === 'Database')
          .map((node) => at(source, node, 'new Database')),
      );
    expect(bad).toEqual([]);
  });

  /** What SQL must not say; found in strings and templates only, so that names of code do not count. */
  const SQL: readonly (readonly [what: string, pattern: RegExp])[] = [
    ["SQL 'now' (G1)", /'now'|\b(?:CURRENT_TIMESTAMP|CURRENT_DATE|CURRENT_TIME)\b|\b(?:date|time|datetime|julianday|unixepoch)\s*\(\s*\)/i],
    ['floats over money (C13)', /\b(?:AVG|TOTAL|ROUND)\s*\(/i],
    ['a transaction that is not immediate', /\bBEGIN\s+(?:DEFERRED|EXCLUSIVE|TRANSACTION)\b/i],
    ['OR REPLACE, which deletes (trap 3)', /\b(?:INSERT|UPDATE)\s+OR\s+REPLACE\b|\bREPLACE\s+INTO\b/i],
    ['OFFSET paging', /\bOFFSET\s+[:?\d]/],
    ['SELECT * of a table in a repository', /\bINTO\s+\w+\s+SELECT\s+\*/i],
  ];
  test.each(SQL)('no %s in src', (_what, pattern) => {
    const bad = core
      // documents say formulas of spreadsheets, and no SQL
      .filter((source) => source.path !== 'src/db/backup.ts' && !source.path.startsWith('src/exporters/'))
      .flatMap((source) =>
        stringsOf(source)
          .filter(({ text }) => pattern.test(text))
          .map((one) => at(source, one, one.text.slice(0, 60))),
      );
    expect(bad).toEqual([]);
  });

  test('writes begin immediate: transactions begin in tx.ts (backup.ts asks for the file alone), and write() uses BEGIN IMMEDIATE', () => {
    const begins = core.flatMap((source) =>
      stringsOf(source)
        .filter(({ text }) => /^BEGIN\b(?!:)/.test(text))
        .map(({ text }) => ({ path: source.path, text })),
    );
    expect(begins.filter(({ path }) => path !== 'src/db/tx.ts' && path !== 'src/db/backup.ts')).toEqual([]);
    const tx = sources.find((source) => source.path === 'src/db/tx.ts');
    expect(tx?.text).toMatch(/write: .*inTransaction\('BEGIN IMMEDIATE'/);
    expect(
      begins
        .filter(({ path }) => path === 'src/db/tx.ts')
        .map(({ text }) => text)
        .sort(),
    ).toEqual(['BEGIN', 'BEGIN IMMEDIATE']);
  });

  test('no default exports in src', () =>
    expect(core.flatMap((source) => nodesOf(source, 'ExportDefaultDeclaration').map((node) => at(source, node, 'default')))).toEqual([]));

  test('imports of own files end in .ts or .tsx', () => {
    const bad = core.flatMap((source) =>
      nodesOf(source, 'ImportDeclaration', 'ExportNamedDeclaration', 'ExportAllDeclaration')
        .map((node) => (node['source'] as Node | null)?.['value'])
        .filter((from): from is string => typeof from === 'string' && from.startsWith('.') && !/\.(?:ts|tsx|json)$/.test(from))
        .map((from) => `${source.path} ${from}`),
    );
    expect(bad).toEqual([]);
  });
});

describe('suppressions', () => {
  /** May only fall: each needs a reason after the colon. */
  const COMMITTED = 7;
  const SUPPRESSION = /(?:biome-ignore|@ts-expect-error|@ts-ignore|@ts-nocheck|eslint-disable)(?<rest>.*)$/gm;
  const found = [
    ...sources.map((source) => [source.path, source.text] as const),
    ...filesUnder('renderer', ['.css']).map((path) => [path, readFileSync(join(ROOT, path), 'utf8')] as const),
  ].flatMap(([path, text]) => [...text.matchAll(SUPPRESSION)].map((match) => ({ path, text: match[0] })));

  test(`there are at most ${COMMITTED}; when one goes, the number goes down with it`, () => expect(found.length).toBeLessThanOrEqual(COMMITTED));
  test('every one says why', () => expect(found.filter(({ text }) => !/:\s*\S.{8,}/.test(text))).toEqual([]));
  test('none is @ts-ignore or @ts-nocheck', () => expect(found.filter(({ text }) => /@ts-(?:ignore|nocheck)/.test(text))).toEqual([]));
});

describe('no machine in the files', () => {
  // The needles are put together so that this file does not find itself.
  const NEEDLES = [
    ['registry.', 'npmjs'],
    ['/ro', 'ot/'],
    ['/wo', 'rk/main'],
    ['arti', 'factory'],
    ['.local', 'domain'],
  ].map((parts) => parts.join(''));
  test('no registry host and no path of a machine in a tracked file', () => {
    const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' })
      .split('\0')
      .filter((path) => /\.(?:[cm]?[jt]sx?|json|md|sql|css|html|ya?ml|grit|txt)$|^\.[a-z]+rc$/.test(path));
    const bad: string[] = [];
    for (const path of tracked) {
      let text: string;
      try {
        text = readFileSync(join(ROOT, path), 'utf8');
      } catch {
        continue; // removed, not committed yet
      }
      for (const needle of NEEDLES) if (text.includes(needle)) bad.push(`${path}: ${needle}`);
    }
    expect(tracked.length).toBeGreaterThan(100);
    expect(bad).toEqual([]);
  });
});
