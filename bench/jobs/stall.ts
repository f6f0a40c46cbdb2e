/** How long the host's main thread stands still while a month is imported and closed through the pool. */
import { copyFile, removeFile } from '../app.ts';
import type { Job } from '../job.ts';
import { runChild } from '../proc.ts';
import { limitRow, ms } from '../report.ts';

interface Gap {
  readonly stallMs: number;
  readonly ms: number;
}

export const stall: Job = {
  name: 'stall',
  run: async ({ scale, worlds, runs }) => {
    const csv = worlds.monthCsv(scale);
    const base = await worlds.at(scale, 'base');
    const path = worlds.scratch('stall.pdesk');
    const found: { imported: Gap; closed: Gap }[] = [];
    for (let round = 0; round < Math.min(runs, 3); round += 1) {
      copyFile(base, path);
      found.push(await runChild<{ imported: Gap; closed: Gap }>('stall.ts', [path, csv]));
    }
    removeFile(path);
    return (['imported', 'closed'] as const).map((act) => {
      const worst = Math.max(...found.map((one) => one[act].stallMs));
      const took = Math.max(...found.map((one) => one[act].ms));
      return limitRow(
        'stall',
        `${scale.name} longest stall of the main thread while a month is ${act}`,
        worst,
        50,
        ms,
        `worst of ${found.length}; it took ${ms(took)}`,
      );
    });
  },
};
