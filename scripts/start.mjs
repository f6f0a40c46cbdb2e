#!/usr/bin/env node
// `npm start`: builds what is missing or old, then opens the window, or serves the same application where none can be had.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isFresh, ROOT } from './build-state.mjs';
import { requireNode } from './node-version.mjs';

requireNode();

const ELECTRON = join(ROOT, 'node_modules', 'electron');
const BUILT = ['out/main/index.js', 'out/main/cli.js', 'out/main/worker.js', 'out/preload/index.cjs', 'out/renderer/index.html'];
const SOURCES = ['src', 'electron', 'renderer', 'electron.vite.config.ts', 'package.json'];

function build() {
  if (isFresh(BUILT, SOURCES)) return;
  process.stderr.write('Building...\n');
  const { status } = spawnSync(process.execPath, [join(ROOT, 'node_modules/electron-vite/bin/electron-vite.js'), 'build', '--logLevel', 'warn'], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}

/** The Electron binary, or null. */
function binary() {
  const name = join(ELECTRON, 'path.txt');
  const path = existsSync(name) ? join(ELECTRON, 'dist', readFileSync(name, 'utf8').trim()) : '';
  return path !== '' && existsSync(path) ? path : null;
}

/** Why there can be no window here, or null. Downloads Electron's binary once if it can. */
function obstacle() {
  const { env, platform } = process;
  if (platform === 'linux') {
    if (!env.DISPLAY && !env.WAYLAND_DISPLAY) return 'there is no display';
    if (process.getuid?.() === 0) return 'Electron runs as root only without its sandbox';
  }
  if (!existsSync(ELECTRON)) return 'Electron is not installed';
  if (binary() !== null) return null;
  process.stderr.write('Downloading the Electron binary, once...\n');
  const { stderr, status } = spawnSync(process.execPath, [join(ELECTRON, 'install.js')], { encoding: 'utf8', timeout: 300_000 });
  if (status === 0 && binary() !== null) return null;
  const [reason = ''] = (stderr ?? '').split('\n');
  return `the Electron binary could not be downloaded${reason === '' ? '' : ` (${reason.replaceAll(/https?:\S+/g, 'its address')})`}`;
}

build();
const words = process.argv.slice(2);
const why = obstacle();
if (why === null) {
  const child = spawn(binary(), ['.', ...words], { cwd: ROOT, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 0)));
} else {
  process.stderr.write(`No window: ${why}; the same application is served to your browser instead.\n`);
  process.argv = [process.argv[0], process.argv[1], 'serve', ...words];
  await import('./cli.mjs');
}
