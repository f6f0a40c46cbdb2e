import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { lockProblems } from '../../scripts/check-lock.mjs';
import { findChromium } from '../../scripts/chromium.mjs';
import { nodeProblem } from '../../scripts/node-version.mjs';
import { makeStrict } from '../../scripts/strict.mjs';

const folder = mkdtempSync(join(tmpdir(), 'pd-platform-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('Node', () => {
  it.each(['22.14.0', '22.99.1', '24.21.0', '26.0.0'])('%s is new enough', (version) => expect(nodeProblem(version)).toBeNull());
  it.each(['20.20.2', '22.13.9', '18.0.0', '8'])('%s is refused in words', (version) => expect(nodeProblem(version)).toMatch(/Node 22\.14 or newer/));
});

describe('the lock file', () => {
  const lock = (packages: Record<string, unknown>) => lockProblems({ packages });
  const ok = { integrity: 'sha512-x' };

  it('of this project installs everywhere', () => expect(lockProblems(JSON.parse(readFileSync('package-lock.json', 'utf8')))).toEqual([]));
  it('must hold every platform package', () => {
    const biome = { ...ok, optionalDependencies: { '@x/cli-linux': '1', '@x/cli-win': '1' } };
    expect(lock({ 'node_modules/@x/cli': biome, 'node_modules/@x/cli-linux': ok })).toEqual([expect.stringContaining('wants @x/cli-win')]);
    expect(lock({ 'node_modules/@x/cli': biome, 'node_modules/@x/cli-linux': ok, 'node_modules/@x/cli/node_modules/@x/cli-win': ok })).toEqual([]);
    expect(lock({ 'node_modules/a/node_modules/b': biome, 'node_modules/@x/cli-linux': ok, 'node_modules/a/node_modules/@x/cli-win': ok })).toEqual([]);
    expect(lock({ '': { optionalDependencies: { gone: '1' } } })).toEqual([expect.stringContaining('the project wants gone')]);
  });
  it('must name no address and have every hash', () => {
    expect(lock({ 'node_modules/a': { ...ok, resolved: 'https://example.org/a.tgz' } })).toEqual([expect.stringContaining('locked to an address')]);
    expect(lock({ 'node_modules/a': {} })).toEqual([expect.stringContaining('no integrity')]);
    expect(lock({ 'node_modules/a': { link: true, resolved: 'tools/a' }, 'tools/a': {} })).toEqual([]);
  });
});

describe('STRICT', () => {
  it('is added to every table, once', () => {
    const sql =
      "CREATE TABLE `a` (\n\t`x` integer DEFAULT (1+(2)),\n\t`y` text DEFAULT ')'\n);\n--> statement-breakpoint\nCREATE TABLE b (x) WITHOUT ROWID;\nCREATE TABLE c (x) STRICT;\nCREATE INDEX i ON a(x);";
    const strict = makeStrict(sql);
    expect(strict).toBe(
      "CREATE TABLE `a` (\n\t`x` integer DEFAULT (1+(2)),\n\t`y` text DEFAULT ')'\n) STRICT;\n--> statement-breakpoint\nCREATE TABLE b (x) STRICT, WITHOUT ROWID;\nCREATE TABLE c (x) STRICT;\nCREATE INDEX i ON a(x);",
    );
    expect(makeStrict(strict)).toBe(strict);
  });
  it('is not found in comments, names or triggers', () => {
    for (const sql of [
      "-- CREATE TABLE x (a)\nSELECT 'CREATE TABLE y (a)';",
      'CREATE TRIGGER t BEFORE DELETE ON a BEGIN SELECT RAISE(ABORT, "no"); END;',
      'CREATE TABLE broken (',
    ])
      expect(makeStrict(sql)).toBe(sql);
  });
  it('has nothing left to do in the shipped migrations', () => {
    for (const name of readdirSync('drizzle').filter((file) => file.endsWith('.sql'))) {
      const sql = readFileSync(join('drizzle', name), 'utf8');
      expect(makeStrict(sql), name).toBe(sql);
    }
  });
});

describe('a Chromium', () => {
  const own = join(folder, 'own-chromium');
  writeFileSync(own, '');
  it('is the one named, or none', () => {
    expect(findChromium(own, { CHROMIUM_PATH: own })).toBe(own);
    expect(findChromium(own, { CHROMIUM_PATH: join(folder, 'missing') })).toBeNull();
    expect(findChromium(own, { CHROMIUM_PATH: 'none' })).toBeNull();
  });
  it('is otherwise one of the system or of Playwright', () => expect(findChromium(own, {})).not.toBeNull());
});

/** A checkout with just enough in it for scripts/cli.mjs. */
function checkout(name: string): {
  readonly run: (...words: string[]) => { code: number | null; out: string; err: string };
  readonly age: (path: string, hours: number) => void;
  readonly path: string;
} {
  const path = join(folder, name);
  for (const part of ['scripts', 'src/cli', 'src/shared', 'out/main', 'node_modules']) mkdirSync(join(path, part), { recursive: true });
  for (const script of ['cli.mjs', 'build-state.mjs', 'node-version.mjs']) writeFileSync(join(path, 'scripts', script), readFileSync(join('scripts', script)));
  writeFileSync(join(path, 'package.json'), '{"type": "module"}');
  writeFileSync(join(path, 'src/cli/main.ts'), "const which: string = 'source'; console.log(which, ...process.argv.slice(2)); process.exitCode = 1;");
  writeFileSync(join(path, 'src/shared/x.ts'), '');
  writeFileSync(join(path, 'out/main/cli.js'), "console.log('built', ...process.argv.slice(2)); process.exitCode = 2;");
  return {
    path,
    age: (file, hours) => utimesSync(join(path, file), Date.now() / 1000 - hours * 3600, Date.now() / 1000 - hours * 3600),
    run: (...words) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [join(path, 'scripts/cli.mjs'), ...words], { encoding: 'utf8', cwd: folder });
      return { code: status, out: stdout.trim(), err: stderr };
    },
  };
}

describe('the command line', () => {
  it('runs the build while it is newer than every source, else the sources; streams and code are its own', () => {
    const { run, age } = checkout('a');
    for (const file of ['src/cli/main.ts', 'src/shared/x.ts', 'src/cli', 'src/shared', 'src']) age(file, 2);
    age('out/main/cli.js', 1);
    expect(run('close', '2026-03', '--json')).toMatchObject({ code: 2, out: 'built close 2026-03 --json' });
    age('src/shared/x.ts', 0);
    expect(run('--', 'verify')).toMatchObject({ code: 1, out: 'source verify', err: '' });
  });
  it('runs the sources where nothing was built, and the build where there are no sources', () => {
    const { run, path } = checkout('b');
    rmSync(join(path, 'out'), { recursive: true });
    expect(run().out).toBe('source');
    const packaged = checkout('c');
    rmSync(join(packaged.path, 'src'), { recursive: true });
    expect(packaged.run().out).toBe('built');
  });
});

describe('.ci/run', () => {
  const script = readFileSync('.ci/run', 'utf8');
  it('is a strict, executable script that ends with the test command', () => {
    expect(script.startsWith('#!/usr/bin/env bash\n')).toBe(true);
    expect(script).toContain('set -euo pipefail');
    expect(script.trimEnd().split('\n').at(-1)).toBe('npm test');
    expect(script).toMatch(/^quiet npm ci$/m);
    expect(spawnSync('bash', ['-n', '.ci/run']).status).toBe(0);
  });

  it('shows no host of a registry or mirror when something fails', () => {
    const bin = join(folder, 'bin');
    mkdirSync(bin, { recursive: true });
    const fake =
      '#!/usr/bin/env bash\necho "npm error request to https://user:pw@registry.internal.example/x failed, ENOTFOUND registry.internal.example 10.0.0.7:4873" >&2\nexit 1\n';
    for (const name of ['npm', 'apt-get', 'sudo']) {
      writeFileSync(join(bin, name), fake);
      chmodSync(join(bin, name), 0o755);
    }
    const { status, stdout, stderr } = spawnSync('bash', ['.ci/run'], {
      encoding: 'utf8',
      env: { ...process.env, PATH: `${bin}:${process.env['PATH'] ?? ''}` },
    });
    expect(status).not.toBe(0);
    expect(`${stdout}${stderr}`).toContain('failed: npm ci');
    expect(`${stdout}${stderr}`).not.toMatch(/internal|example|10\.0\.0\.7|user:pw/);
  });
});

it('every script of package.json is there', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  for (const command of Object.values(scripts)) {
    for (const [file] of command.matchAll(/scripts\/[\w.-]+/g)) expect(existsSync(file), file).toBe(true);
  }
});
