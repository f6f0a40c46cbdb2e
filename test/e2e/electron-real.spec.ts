import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, expect, test } from '@playwright/test';
import type { DesktopBridge } from '../../electron/bridge.ts';
import { cli, missingBuild } from './support/sim.ts';

/** The page with the desktop's bridge on it. */
interface Desk {
  readonly bridge?: DesktopBridge;
}

const ROOT = join(import.meta.dirname, '..', '..');
const ELECTRON = join(ROOT, 'node_modules', 'electron');

/** Why the real application cannot be started here, or null. */
function obstacle(): string | null {
  const pathFile = join(ELECTRON, 'path.txt');
  const binary = existsSync(pathFile) ? join(ELECTRON, 'dist', readFileSync(pathFile, 'utf8').trim()) : '';
  if (binary === '' || !existsSync(binary)) return 'no Electron binary in node_modules/electron/dist (npx install-electron downloads it)';
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) return 'no display for an Electron window';
  return missingBuild();
}

const reason = obstacle();
test.skip(reason !== null, reason ?? '');

test('the real application opens its window, answers its page and closes its file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pd-real-'));
  const db = join(folder, 'acme.pdesk');
  cli(db, 'init');
  // As root Electron starts only without its own sandbox; everywhere else it keeps it.
  const flags = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const app = await _electron.launch({ args: [...flags, `--user-data-dir=${join(folder, 'data')}`, ROOT, db] });
  try {
    const page = await app.firstWindow();
    await expect(page.locator('#root')).not.toBeEmpty();
    expect(page.url()).toContain('app://local/');
    expect(await page.evaluate(() => ({ host: (window as unknown as Desk).bridge?.host, node: 'require' in window || 'process' in window }))).toEqual({
      host: 'electron',
      node: false,
    });
    expect(await page.evaluate(async () => await (window as unknown as Desk).bridge?.call('system.recordVerify', { ok: true }))).toMatchObject({ ok: true });
    await page.evaluate(() => {
      window.open('https://example.org/');
      location.href = 'https://example.org/';
    });
    await page.waitForTimeout(500);
    expect(app.windows()).toHaveLength(1);
    expect(page.url()).toContain('app://local/');
  } finally {
    await app.close();
  }
  expect(cli(db, 'call', 'system.info', '{}')).toMatchObject({ lastVerify: { ok: true } });
  rmSync(folder, { recursive: true, force: true });
});
