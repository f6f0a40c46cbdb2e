import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DesktopBridge } from '../../electron/bridge.ts';
import { cli, missingBuild, Sim } from './support/sim.ts';
import { test as base, expect, listenForTrouble } from './support/test.ts';

/** The page with the desktop's bridge on it. */
interface Desk {
  readonly bridge?: DesktopBridge;
}

const notBuilt = missingBuild();

/** The built application on a fresh company file, with the built preload in the page. */
const test = base.extend<{ readonly sim: Sim }>({
  sim: async ({ page }, use) => {
    const sim = new Sim();
    cli(sim.db, 'init');
    await sim.start();
    await sim.inject(page);
    await use(sim);
    await sim.stop();
  },
});
test.skip(notBuilt !== null, notBuilt ?? '');

/** The desktop application, built, with everything real but Electron itself. */
test.describe('the desktop shell over the built bundles', () => {
  test('loads the page over app://, answers its calls and keeps what they wrote', async ({ page, sim }) => {
    const troubles = listenForTrouble(page);
    const response = await page.goto(sim.url);
    expect(response?.headers()['content-security-policy']).toContain("default-src 'none'");
    await expect(page.locator('#root')).not.toBeEmpty();
    expect(await page.evaluate(() => [(window as unknown as Desk).bridge?.host, (window as unknown as Desk).bridge?.native.platform])).toEqual([
      'electron',
      'linux',
    ]);

    const seen = await page.evaluate(async () => {
      const changes: unknown[] = [];
      const end = (window as unknown as Desk).bridge?.onChange((event) => changes.push(event));
      await new Promise((resolve) => setTimeout(resolve, 300));
      const first = await (window as unknown as Desk).bridge?.call('system.recordVerify', { ok: true }, { requestId: 'req-sim-1' });
      const again = await (window as unknown as Desk).bridge?.call('system.recordVerify', { ok: true }, { requestId: 'req-sim-1' });
      await new Promise((resolve) => setTimeout(resolve, 300));
      end?.();
      return { first, again, changes };
    });
    expect(seen.first).toMatchObject({ ok: true });
    expect(seen.again).toEqual(seen.first);
    expect(seen.changes.length).toBeGreaterThan(0);

    expect(cli(sim.db, 'call', 'system.info', '{}')).toMatchObject({ lastVerify: { ok: true } });
    expect(troubles).toEqual([]);
  });

  test('refuses in words what the page may not do', async ({ page, sim }) => {
    await page.goto(sim.url);
    const codes = await page.evaluate(async () => {
      const code = async (name: string, input: unknown): Promise<unknown> => {
        const reply = await (window as unknown as Desk).bridge?.call(name, input);
        return reply?.ok === false ? reply.error.code : 'ok';
      };
      return [
        await code('no.such', {}),
        await code('native.openExternal', { url: 'https://www.fbr.gov.pk/' }),
        await code('imports.run', { files: [{ name: 'passwd', path: '/etc/passwd' }] }),
        await code('tiers.asOf', { date: 'tomorrow' }),
        await code('tiers.asOf', { date: '2026-01-01', extra: 1 }),
      ];
    });
    expect(codes).toEqual(['UNKNOWN_PROCEDURE', 'UNKNOWN_PROCEDURE', 'BAD_INPUT', 'BAD_INPUT', 'BAD_INPUT']);
    const failure = await page.evaluate(
      async () => await (window as unknown as Desk).bridge?.native.openExternal('https://example.org/').catch((error: unknown) => String(error)),
    );
    expect(failure).toContain('not one the application opens');
    expect((await sim.control()).opened).toEqual([]);
  });

  test('reads only files a person chose, and writes whole ones', async ({ page, sim }) => {
    await page.goto(sim.url);
    const holidays = join(sim.folder, 'holidays.csv');
    writeFileSync(holidays, 'date,name\n2026-03-23,Pakistan Day\n');
    await sim.control({ dialog: { canceled: false, filePaths: [holidays] } });
    const report = await page.evaluate(async () => {
      const [file] = (await (window as unknown as Desk).bridge?.native.pickOpen({ extensions: ['csv'] })) ?? [];
      return await (window as unknown as Desk).bridge?.call('imports.run', { files: [{ name: file?.name, path: file?.path }], dryRun: true });
    });
    expect(report).toMatchObject({ ok: true, value: { dryRun: true, errorCount: 0, counts: { holidays: { new: 1 } } } });

    const target = join(sim.folder, 'statement.pdf');
    await sim.control({ dialog: { canceled: false, filePath: target } });
    expect(await page.evaluate(async () => await (window as unknown as Desk).bridge?.native.saveFile('statement.pdf', btoa('content')))).toEqual({
      saved: target,
    });
    expect(readFileSync(target, 'utf8')).toBe('content');
    expect(existsSync(`${target}.partial`)).toBe(false);
  });

  test('creates a company file and works in it, never over another', async ({ page, sim }) => {
    await page.goto(sim.url);
    const path = join(sim.folder, 'second.pdesk');
    const create = async (): Promise<boolean | undefined> => {
      await sim.control({ dialog: { canceled: false, filePath: path } });
      return await page.evaluate(async () => await (window as unknown as Desk).bridge?.native.openCompany('new'));
    };
    expect(await create()).toBe(true);
    expect(await page.evaluate(async () => await (window as unknown as Desk).bridge?.call('system.info', {}))).toMatchObject({
      ok: true,
      value: { path, mode: 'solo' },
    });
    expect(await page.evaluate(async () => await (window as unknown as Desk).bridge?.native.info())).toMatchObject({
      fileName: 'second.pdesk',
      recent: ['second.pdesk', 'acme.pdesk'],
    });
    expect(await create()).toBe(false);
    const { messages, title } = await sim.control();
    expect([messages, title]).toEqual([['second.pdesk could not be created.'], 'second.pdesk - Partnerdesk']);
  });

  test('backs the file up while it is in use', async ({ page, sim }) => {
    await page.goto(sim.url);
    await page.evaluate(async () => await (window as unknown as Desk).bridge?.call('system.recordVerify', { ok: true }));
    await sim.control({ click: 'Back up now' });
    await expect.poll(async () => (await sim.control()).messages).toEqual(['Backed up.']);
    const folder = `${sim.db}-backups`;
    const [name = ''] = readdirSync(folder).filter((file) => / by-hand\.pdesk$/.test(file));
    expect(name).toMatch(/^acme \d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ by-hand\.pdesk$/);
    expect(cli(join(folder, name), 'call', 'system.info', '{}')).toMatchObject({ lastVerify: { ok: true } });
  });

  test('does not run a script that the bundle did not bring', async ({ page, sim }) => {
    await page.goto(sim.url);
    const ran = await page.evaluate(async () => {
      const violations: string[] = [];
      document.addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective));
      const script = document.createElement('script');
      script.textContent = 'window.injected = true';
      document.head.append(script);
      const image = document.createElement('img');
      image.src = 'https://example.org/x.png';
      document.body.append(image);
      await fetch('https://example.org/').catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 200));
      return { injected: 'injected' in window, violations: violations.sort() };
    });
    expect(ran).toEqual({ injected: false, violations: ['connect-src', 'img-src', 'script-src-elem'] });
  });

  test('tells the page its commands, keeps its guards up and closes its file', async ({ page, sim }) => {
    await page.goto(sim.url);
    const command = page.evaluate(() => new Promise((resolve) => (window as unknown as Desk).bridge?.native.onCommand(resolve)));
    await page.waitForTimeout(300);
    await expect.poll(async () => (await sim.control()).menu).toEqual(['&File', '&Edit', '&View', '&Go', '&Tools', '&Window', '&Help']);
    const state = await sim.control({ emit: ['second-instance', {}, ['electron', 'partnerdesk://go/partners'], '/'] });
    expect(await command).toBe('route:/partners');
    expect(state.title).toBe('acme.pdesk - Partnerdesk');
    expect(state.guards).toEqual(
      expect.arrayContaining(['sandbox', 'app', 'requests', 'window-open', 'PermissionRequestHandler', 'PermissionCheckHandler', 'DevicePermissionHandler']),
    );
    expect(await sim.stop()).toBe(0);
  });
});
