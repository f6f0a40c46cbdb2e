/** The start of the bundled command line, with and without a file, against bare node. */
import { existsSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import type { Job } from '../job.ts';
import { interleave } from '../measure.ts';
import { ROOT, runChild, runProgram } from '../proc.ts';
import { type Row, timeRow } from '../report.ts';

const JOB = 'start';
const CLI = join(ROOT, 'out/main/cli.js');
const WORKER = join(ROOT, 'out/main/worker.js');

export const start: Job = {
  name: JOB,
  run: async ({ scale, worlds, runs, notMeasured }) => {
    if (!existsSync(CLI) || !existsSync(WORKER)) {
      notMeasured('start', 'nothing is built: run "npx electron-vite build" first');
      return [];
    }
    const file = await worlds.at(scale, 'closed');
    const data = await bundleDataLayer(worlds.scratch('data-layer'));
    const node =
      (...args: string[]) =>
      (): void =>
        void runProgram(process.execPath, args);
    const times = await interleave(
      [
        { name: 'bare', run: node('-e', '0') },
        { name: 'procedures', run: node(CLI, 'procedures') },
        { name: 'data', run: node(data, file) },
        { name: 'worker', run: node('--input-type=module', '-e', readyScript(file)) },
        { name: 'info', run: node(CLI, '--db', file, 'call', 'system.info') },
        { name: 'script', run: node(join(ROOT, 'scripts/cli.mjs'), '--db', file, 'call', 'system.info') },
      ],
      Math.max(runs, 9),
    );
    const of = (name: string): number => times.find((timing) => timing.name === name)?.medianMs ?? Number.NaN;
    const built = `built ${new Date(statSync(CLI).mtimeMs).toISOString().slice(0, 16)}`;
    const rows: Row[] = [
      timeRow(JOB, `${scale.name} start: data layer ready (bundled: open and first query)`, of('data'), of('bare'), 1.5, 'floor: bare node'),
      timeRow(JOB, `${scale.name} start: bundled worker ready and its first answer`, of('worker'), of('bare'), 1.5, `the strict reading; ${built}`),
      timeRow(JOB, `${scale.name} start: cli procedures`, of('procedures'), of('bare'), null, built),
      timeRow(JOB, `${scale.name} start: cli call system.info`, of('info'), of('bare'), null, built),
      timeRow(
        JOB,
        `${scale.name} start: scripts/cli.mjs call system.info`,
        of('script'),
        of('bare'),
        null,
        'compile cache; from source where that is newer than the bundle',
      ),
    ];
    const { rssMib } = await runChild<{ rssMib: number }>('ready-memory.ts', [WORKER, file]);
    rows.push({
      job: JOB,
      what: `${scale.name} start: memory when the data layer is ready`,
      ours: `${rssMib.toFixed(0)} MiB`,
      other: '–',
      ratio: null,
      goal: null,
    });
    return rows;
  },
};

/** The data layer alone, bundled as the main build does it (better-sqlite3 stays outside). */
async function bundleDataLayer(outDir: string): Promise<string> {
  await build({
    root: ROOT,
    configFile: false,
    logLevel: 'silent',
    ssr: { noExternal: true, external: ['better-sqlite3'] },
    build: { ssr: join(ROOT, 'bench/children/data-layer.ts'), outDir, emptyOutDir: true, rolldownOptions: { output: { entryFileNames: 'main.mjs' } } },
  });
  symlinkSync(join(ROOT, 'node_modules'), join(outDir, 'node_modules'), 'junction');
  return join(outDir, 'main.mjs');
}

/** Starts the bundled worker as the hosts do, and asks it one query. */
function readyScript(file: string): string {
  const setup = { dbPath: file, today: null, readonly: true, hostReads: false, watchEvery: 0 };
  return `import { Worker } from 'node:worker_threads';
const worker = new Worker(${JSON.stringify(WORKER)}, { execArgv: [], workerData: ${JSON.stringify(setup)} });
worker.on('message', (message) => {
  if (message.type === 'ready') worker.postMessage({ type: 'call', id: 1, name: 'months.list', input: {}, context: { host: 'test' }, cancelled: new Int32Array(new SharedArrayBuffer(4)), wantsProgress: false });
  if (message.type === 'failed' || (message.type === 'reply' && !message.reply.ok)) process.exit(1);
  if (message.type === 'reply') process.exit(0);
});`;
}
