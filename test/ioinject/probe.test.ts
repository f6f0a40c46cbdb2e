import { join } from 'node:path';
import { test } from 'vitest';
import { ACCEPTED, programmeFile, workFolder } from '../reliability/support/fixture.ts';
import { countCalls, expectRepaired, inject, subject } from './driver.ts';
const folder = workFolder();
test('probe', { timeout: 300_000 }, async () => {
  const path = await programmeFile(join(folder, 'io.pdesk'), { partners: 20, deals: 300, months: ['2026-01', '2026-02'] }, 1);
  const of = await subject(path, 'months.close', { month: '2026-02', acceptVariances: ACCEPTED });
  const t = performance.now();
  const syncs = await countCalls(of, 'fsync,fdatasync');
  console.log(performance.now() - t, syncs.length, syncs);
  console.log((await countCalls(of, 'pwrite64')).length);
  for (const fault of ['fsync,fdatasync:error=EIO:when=1', 'fsync,fdatasync:error=EIO:when=2', 'fsync,fdatasync:error=EIO:when=3', 'fsync,fdatasync:error=EIO:when=1+','pwrite64:error=EIO:when=1','pwrite64:error=ENOSPC:when=5','pwrite64:error=ENOSPC:when=20','pwrite64:error=EIO:when=20','pwrite64:error=ENOSPC:when=20+','pwrite64:error=EIO:when=20+','fsync,fdatasync:signal=SIGKILL:when=1']) {
    const t = performance.now();
    const outcome = await inject(of, fault);
    console.log(fault, performance.now() - t, (JSON.stringify(outcome.reply) ?? '').slice(0, 400), outcome.code, outcome.signal, outcome.state, outcome.err.slice(0, 1500));
    try { await expectRepaired(of, outcome, fault); } catch (e) { console.log('REPAIR', String(e).slice(0, 600)); }
  }
});
