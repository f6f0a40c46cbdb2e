import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

interface Diagnostic {
  readonly category: string | null;
  readonly severity: string;
  readonly message: string;
  readonly location: { readonly path: string };
}

/** One bad line per rule of the floor, the file it stands in, and what must be said about it. */
const BAD: readonly (readonly [rule: string, file: string, code: string])[] = [
  ['lint/suspicious/noExplicitAny', 'src/shared/any.ts', 'export const x = (y: any): unknown => y;'],
  ['lint/style/noNonNullAssertion', 'src/shared/bang.ts', 'export const x = (y: string | null): number => y!.length;'],
  ['lint/style/noDefaultExport', 'src/shared/standard.ts', 'export default 1;'],
  ['lint/style/noParameterAssign', 'src/shared/assign.ts', 'export function x(y: number): number {\n  y += 1;\n  return y;\n}'],
  ['lint/style/useImportType', 'src/shared/imported.ts', "import { Y } from './any.ts';\nexport const x = (y: Y): Y => y;"],
  ['lint/correctness/noUnusedImports', 'src/shared/unused.ts', "import { x } from './any.ts';\nexport const z = 1;"],
  ['lint/correctness/noUnusedVariables', 'src/shared/variable.ts', 'const y = 1;\nexport const z = 1;'],
  ['lint/correctness/useImportExtensions', 'src/shared/extension.ts', "export { x } from './any';"],
  ['lint/nursery/noFloatingPromises', 'src/app/floating.ts', 'async function y(): Promise<void> {}\nexport function x(): void {\n  y();\n}'],
  [
    'lint/nursery/useExhaustiveSwitchCases',
    'src/app/switch.ts',
    "export function x(y: 'a' | 'b'): number {\n  switch (y) {\n    case 'a':\n      return 1;\n  }\n  return 2;\n}",
  ],
  ['lint/suspicious/noConsole', 'src/domain/console.ts', "export const x = (): void => console.log('x');"],
  ['lint/suspicious/noConsole', 'src/services/console.ts', "export const x = (): void => console.log('x');"],
  ['lint/style/noRestrictedGlobals', 'src/domain/date.ts', 'export const x = (): unknown => new Date(0);'],
  ['lint/style/noRestrictedGlobals', 'src/services/date.ts', 'export const x = (): number => Date.now();'],
  ['lint/style/noRestrictedGlobals', 'src/app/date.ts', 'export const x = (): number => Date.now();'],
  ['plugin', 'src/domain/chance.ts', 'export const x = (): number => Math.random();'],
  ['plugin', 'src/services/float.ts', 'export const x = 0.15;'],
  ['plugin', 'src/app/transaction.ts', 'export const x = (db: { write: (y: unknown) => void }): void => db.write(async () => 1);'],
  [
    'plugin',
    'src/db/transaction.ts',
    'export const x = (db: { transaction: (y: unknown) => void }): void => db.transaction(async function y() { await null; });',
  ],
  ['lint/complexity/noExcessiveLinesPerFunction', 'src/app/long.ts', `export function x(): number {\n  let y = 0;\n${'  y += 1;\n'.repeat(75)}  return y;\n}`],
  ['lint/style/noExcessiveLinesPerFile', 'src/app/longer.ts', Array.from({ length: 520 }, (_, n) => `export const x${n} = ${n};`).join('\n')],
  ['lint/suspicious/noUnknownAtRules', 'renderer/style.css', '.a {\n  @nonsense x;\n}'],
  ['lint/a11y/useButtonType', 'renderer/button.tsx', 'export const X = () => <button onClick={() => {}}>x</button>;'],
  ['lint/a11y/useAltText', 'renderer/image.tsx', 'export const X = () => <img src="x.png" />;'],
  ['lint/security/noDangerouslySetInnerHtml', 'renderer/html.tsx', "export const X = () => <div dangerouslySetInnerHTML={{ __html: 'x' }} />;"],
];

/** What is allowed, so that a rule is not simply on everywhere. */
const GOOD: readonly (readonly [file: string, code: string])[] = [
  ['src/ports/clock.ts', 'export const x = (): number => Date.now();\n'],
  ['src/cli/output.ts', "export const x = (): void => console.log('x');\n"],
  ['src/domain/rates.ts', 'export const x = Math.trunc(18 / 7);\n'],
  ['src/app/write.ts', 'export const x = (db: { write: (y: unknown) => void }): void => db.write(() => 1);\n'],
  ['renderer/mixin.css', '.a {\n  @mixin dark {\n    color: white;\n  }\n}\n'],
  ['some.config.ts', 'export default {};\n'],
];

const folder = mkdtempSync(join(tmpdir(), 'pd-lint-'));
let found: Diagnostic[] = [];

beforeAll(() => {
  const config = JSON.parse(readFileSync('biome.json', 'utf8')) as { vcs: { enabled: boolean }; $schema?: string };
  config.vcs = { enabled: false };
  delete config.$schema;
  writeFileSync(join(folder, 'biome.json'), JSON.stringify(config));
  cpSync('scripts/lint', join(folder, 'scripts', 'lint'), { recursive: true });
  for (const [file, code] of [...BAD.map(([, path, text]) => [path, text] as const), ...GOOD]) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), code);
  }
  const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');
  const { stdout } = spawnSync(process.execPath, [biome, 'lint', '.', '--reporter=json', '--max-diagnostics=none'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 50_000_000,
  });
  found = (JSON.parse(stdout) as { diagnostics: Diagnostic[] }).diagnostics;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const errorsIn = (file: string): string[] =>
  found.filter((one) => one.severity === 'error' && one.location.path === file).map((one) => one.category ?? 'plugin');

describe('the floor is executed as errors', () => {
  it.each(BAD)('%s in %s', (rule, file) => expect(errorsIn(file)).toContain(rule));
  it.each(GOOD)('nothing against %s', (file) => expect(errorsIn(file)).toEqual([]));
});
