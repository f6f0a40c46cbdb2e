import { createApp } from '../../../src/app/create-app.ts';
import { runFileJob } from '../../../src/app/file-job.ts';
import { HeldFile } from '../../../src/app/held-file.ts';
import { systemClock } from '../../../src/ports/clock.ts';

/** Holds the file named first and backs it up without a pause, an act between two backups, until it is killed. */
const [path = ''] = process.argv.slice(2);
const clock = systemClock();
const held = await new HeldFile({
  path,
  door: 'window',
  openPool: (readonly) => createApp({ dbPath: path, clock, readonly }),
  automaticBackups: () => true,
  clock,
  runJob: runFileJob,
  log: () => {},
}).open();
process.stdout.write('begun\n');
for (;;) {
  await held.dispatch('system.recordVerify', { ok: true }, { host: 'test' });
  await held.keeper.keepUp('timed');
}
