/** `npm run bench -- --help`: the speed goals as ratios. */
import { arch, availableParallelism, cpus, loadavg, platform, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import Database from 'better-sqlite3';
import { SCALES, type Scale } from './data.ts';
import type { Job } from './job.ts';
import { accrual, close } from './jobs/accrual.ts';
import { importCsv } from './jobs/import-csv.ts';
import { importXlsx } from './jobs/import-xlsx.ts';
import { paging } from './jobs/paging.ts';
import { payout } from './jobs/payout.ts';
import { fileToClosedQuarter } from './jobs/quarter.ts';
import { reconcile } from './jobs/reconcile.ts';
import { stall } from './jobs/stall.ts';
import { start } from './jobs/start.ts';
import { verify } from './jobs/verify.ts';
import { isThere, runProgram } from './proc.ts';
import { isFarOff, isMet, LOOSE, notRunRow, type Row, tableOf } from './report.ts';
import { Worlds } from './worlds.ts';

const JOBS: readonly Job[] = [importCsv, importXlsx, accrual, close, payout, reconcile, verify, paging, start, stall, fileToClosedQuarter];

/** Goals whose part of the application does not exist yet. */
const NOT_YET = [
  'statement PDFs against stock pdfmake',
  'workbook of 100,000 × 12 against exceljs',
  'grid of 100,000 rows: mount, frames, nodes',
  'palette and search at 100,000 records',
  'event loop during a 100,000-row export and 200 PDFs',
  'application start to the first screen with data',
];

const HELP = `npm run bench -- [--size S|M|L|all] [--job NAME]... [--runs 5] [--loose]

Measures the speed goals as ratios against floors and peers, and prints a table. Data is made anew each time, always the same;
every contender has to reach the same totals to the paisa.

  --size   S: 200 partners, 2,000 deals, 24,000 billing lines a year; M: ten times that; L: a hundred times. Default: S and M.
           S takes two minutes and M eight, most of them LibreOffice; L takes up to half an hour and 12 GiB of temporary space
           (TMPDIR says where), because five years of it are 12 million lines.
  --job    One or more of: ${JOBS.map((job) => job.name).join(', ')}. Default: all.
  --runs   Counted runs of each contender, in turn. Default: 5; what takes minutes at L is run less and says so.
  --loose  Ends with 1 when a ratio is beyond ${LOOSE} times its goal.

Needed: nothing but this project. What is absent is shown as "not run", by name:
  sqlite3                       floor of import-csv
  soffice (LibreOffice Calc)    peer of quarter
  hledger                       peer of quarter
  @duckdb/node-api              peer of payout; BENCH_DUCKDB names a folder in whose node_modules it is
  npx electron-vite build       the bundles that start and import-xlsx measure
  /proc (Linux)                 figures of memory
`;

interface Options {
  readonly scales: readonly Scale[];
  readonly jobs: readonly Job[];
  readonly runs: number;
  readonly loose: boolean;
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      size: { type: 'string', default: 'default' },
      job: { type: 'string', multiple: true },
      runs: { type: 'string', default: '5' },
      loose: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    process.exit();
  }
  const sizes: Readonly<Record<string, readonly Scale[]>> = {
    default: [SCALES.S, SCALES.M],
    S: [SCALES.S],
    M: [SCALES.M],
    L: [SCALES.L],
    all: [SCALES.S, SCALES.M, SCALES.L],
  };
  const scales = sizes[values.size];
  if (!scales) throw new Error(`--size is S, M, L or all, not ${values.size}`);
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs is a whole number');
  const wanted = values.job ?? [];
  const unknown = wanted.filter((name) => !JOBS.some((job) => job.name === name));
  if (unknown.length > 0) throw new Error(`no job ${unknown.join(', ')}; there are ${JOBS.map((job) => job.name).join(', ')}`);
  return { scales, jobs: wanted.length === 0 ? JOBS : JOBS.filter((job) => wanted.includes(job.name)), runs, loose: values.loose };
}

function machine(): string {
  const memory = new Database(':memory:');
  const sqlite = memory.prepare('SELECT sqlite_version()').pluck().get() as string;
  memory.close();
  const cli = isThere('sqlite3') ? runProgram('sqlite3', ['--version']).split(' ')[0] : 'none';
  const processor = cpus()[0]?.model.trim() ?? 'unknown processor';
  return `${processor}, ${availableParallelism()} cores, ${Math.round(totalmem() / 1_073_741_824)} GiB, ${platform()} ${arch()}; Node ${process.versions.node}, SQLite ${sqlite} (sqlite3 CLI ${cli})`;
}

/** How many wanted a core in the last fifteen minutes: beyond the cores, ratios still hold roughly, and absolute times do not. */
function load(): string {
  const wanted = loadavg()[2] ?? 0;
  return `load ${wanted.toFixed(1)}${wanted > availableParallelism() ? ': other programs had the cores too, so absolute times are too long' : ''}`;
}

const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function measure(options: Options): Promise<Row[]> {
  const worlds = new Worlds((line) => say(`  ${line}`));
  const rows: Row[] = [];
  process.once('SIGINT', () => {
    worlds.close();
    process.exit(130);
  });
  try {
    for (const scale of options.scales) {
      for (const job of options.jobs) {
        const begun = performance.now();
        const missing: Row[] = [];
        const notMeasured = (what: string, why: string): void => void missing.push(notRunRow(job.name, what, why));
        const found = [...(await job.run({ scale, worlds, runs: options.runs, notMeasured })), ...missing];
        rows.push(...found);
        say(`${scale.name} ${job.name}: ${((performance.now() - begun) / 1000).toFixed(1)} s`);
        // A long run that is stopped still has told what it found.
        if (scale.name === 'L') say(tableOf(found));
      }
    }
  } finally {
    worlds.close();
  }
  return rows;
}

const options = readOptions();
const begun = performance.now();
const rows = await measure(options);
const out = [
  machine(),
  `S: 200 partners, 2,000 deals, 24,000 lines a year; M ×10; L ×100. Medians of ${options.runs} or more, contenders in turn.`,
  '',
  tableOf(rows),
  '',
  ...(options.jobs.length === JOBS.length ? NOT_YET.map((text) => `not yet: ${text}`) : []),
  `${rows.filter((row) => isMet(row) === true).length} goals met, ${rows.filter((row) => isMet(row) === false).length} missed, ${rows.filter(isFarOff).length} beyond ${LOOSE}× the goal; took ${((performance.now() - begun) / 1000).toFixed(0)} s; ${load()}`,
];
process.stdout.write(`${out.join('\n')}\n`);
if (options.loose && rows.some(isFarOff)) process.exitCode = 1;
