import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { DesktopBridge } from '../../electron/bridge.ts';
import { type Row, sheetXml, workbook } from '../corpus/workbook-writer.ts';
import { cli, missingBuild, Sim } from './support/sim.ts';
import { test as base, expect } from './support/test.ts';

interface Desk {
  readonly bridge?: DesktopBridge;
}

const CHILD = join(import.meta.dirname, '..', '..', 'out/main/xlsx-child.js');
const notBuilt = missingBuild() ?? (existsSync(CHILD) ? null : 'not built: out/main/xlsx-child.js (npm run build)');

/** The built application with its page open, on a fresh company file. */
const test = base.extend<{ readonly sim: Sim }>({
  sim: async ({ page }, use) => {
    const sim = new Sim();
    cli(sim.db, 'init');
    await sim.start();
    await sim.inject(page);
    await page.goto(sim.url);
    await use(sim);
    await sim.stop();
  },
});
test.skip(notBuilt !== null, notBuilt ?? '');

const holidays = (days: readonly Row[]): Buffer => workbook({ sheets: [{ name: 'holidays', xml: sheetXml([['date', 'name'], ...days]) }] });

/** XLSX in the desktop application: page, preload, main process, worker and the reading process as they are packed. */
test.describe('a workbook in the desktop shell over the built bundles', () => {
  test('that a person chose is read and its rows are in the file', async ({ page, sim }) => {
    const days = Array.from({ length: 28 }, (_, day): Row => [`2027-02-${String(day + 1).padStart(2, '0')}`, `Day ${day + 1}`]);
    const taken = await importChosen(sim, page, 'holidays.xlsx', holidays(days));
    expect(taken).toMatchObject({ ok: true, value: { taken: true, errorCount: 0, counts: { holidays: { new: 28, changed: 0, unchanged: 0 } } } });
    // The file on the disk has them: the same rows again are known to another program.
    const again = cli(
      sim.db,
      'call',
      'imports.run',
      JSON.stringify({ files: [{ name: 'holidays.xlsx', base64: holidays(days).toString('base64') }], dryRun: true }),
    );
    expect(again).toMatchObject({ counts: { holidays: { new: 0, unchanged: 28 } } });
  });

  test('that is damaged or holds macros is refused by name, and the next one is taken', async ({ page, sim }) => {
    const sound = holidays([['2027-03-23', 'Pakistan Day']]);
    const cut = await importChosen(sim, page, 'cut.xlsx', sound.subarray(0, sound.length - 200));
    expect(cut).toMatchObject({ ok: false, error: { code: 'IMPORT_REFUSED' } });
    expect(JSON.stringify(cut)).not.toContain('WORKBOOK_READER_FAILED');
    const macros = workbook({ sheets: [{ name: 'holidays', xml: sheetXml([['date', 'name']]) }], parts: [{ name: 'xl/vbaProject.bin', content: 'x' }] });
    expect(JSON.stringify(await importChosen(sim, page, 'holidays.xlsx', macros))).toContain('MACRO_WORKBOOK');
    expect(await importChosen(sim, page, 'holidays.xlsx', sound)).toMatchObject({ ok: true, value: { counts: { holidays: { new: 1 } } } });
  });
});

/** Chooses the workbook in the shell's dialog, then imports it by the path the shell gave. */
async function importChosen(sim: Sim, page: Page, name: string, bytes: Uint8Array): Promise<unknown> {
  const path = join(sim.folder, name);
  writeFileSync(path, bytes);
  await sim.control({ dialog: { canceled: false, filePaths: [path] } });
  return await page.evaluate(async () => {
    const { bridge } = window as unknown as Desk;
    const [file] = (await bridge?.native.pickOpen({ extensions: ['xlsx'] })) ?? [];
    return await bridge?.call('imports.run', { files: [{ name: file?.name, path: file?.path, kind: 'holidays' }] });
  });
}
