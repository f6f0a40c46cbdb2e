import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { backupsFolder, findBackups } from '../../src/app/backup-folder.ts';
import { createApp } from '../../src/app/create-app.ts';
import { runFileJob } from '../../src/app/file-job.ts';
import { HeldFile } from '../../src/app/held-file.ts';
import { checkDatabaseFile } from '../../src/db/backup.ts';
import { systemClock } from '../../src/ports/clock.ts';
import { Chance, programmeFile, times, workFolder } from '../reliability/support/fixture.ts';
import { booksProblems } from '../support/books.ts';

const COUNT = times('KILL_COUNT', 6);
const folder = workFolder();
const PROGRAM = fileURLToPath(new URL('./support/keep-up.ts', import.meta.url));

test(`A3, A14: ${COUNT} kills of a host that backs up by itself: no half backup under a name, the next host is not kept out`, {
  timeout: 60_000 + COUNT * 8000,
}, async () => {
  const chance = new Chance('kill automatic backup');
  const path = await programmeFile(join(folder, 'acme.pdesk'), { partners: 60, deals: 1500, months: ['2026-01', '2026-02'] }, 1);
  const clock = systemClock();
  let cut = 0;
  for (let index = 0; index < COUNT; index += 1) {
    const child = spawn(process.execPath, [PROGRAM, path], { stdio: ['ignore', 'pipe', 'inherit'] });
    const gone = once(child, 'exit');
    await once(child.stdout, 'data');
    await after(600 * chance.next());
    child.kill('SIGKILL');
    await gone;
    const where = `kill ${index}, seed ${chance.seed}`;
    cut += readdirSync(backupsFolder(path)).some((name) => name.includes('.partial')) ? 1 : 0;
    for (const backup of await findBackups(path)) expect(checkDatabaseFile(backup.path).schemaVersion, `${where}: ${backup.name}`).toBeGreaterThan(0);
    const held = await new HeldFile({
      path,
      door: 'browser',
      openPool: (readonly) => createApp({ dbPath: path, clock, readonly }),
      automaticBackups: () => true,
      clock,
      runJob: runFileJob,
      log: () => {},
    }).open();
    expect(held.holder, `${where}: the lease of the killed one is free`).toBeNull();
    await held.dispatch('system.recordVerify', { ok: true }, { host: 'test' });
    await held.keeper.keepUp('timed');
    expect(held.keeper.failure, where).toBeNull();
    await held.close();
    expect(
      readdirSync(backupsFolder(path)).filter((name) => name.includes('.partial')),
      where,
    ).toEqual([]);
  }
  expect(booksProblems(path)).toEqual([]);
  process.stdout.write(`[kill] automatic backup: ${COUNT} kills, ${cut} in the middle of one\n`);
});
