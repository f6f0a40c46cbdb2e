/** From files to a proposed quarter payout in a new file, against LibreOffice Calc and hledger on the same lines. */
import { mkdirSync } from 'node:fs';
import { initDatabase } from '../../src/app/init.ts';
import type { TermsFile } from '../../src/contract/terms.ts';
import { addMonths, isoDate, quarter } from '../../src/shared/calendar.ts';
import { ACCEPT, CLOCK, removeFile, withApp } from '../app.ts';
import { calcPeer } from '../contenders/calc.ts';
import { hledgerPeer } from '../contenders/hledger.ts';
import { type QuarterPeer, readQuarterBook } from '../contenders/quarter-book.ts';
import { billingCsv, dealsCsv, FIRST_MONTH, negotiatedCsv, partnersCsv, type Scale } from '../data.ts';
import type { Job, JobContext } from '../job.ts';
import { median, same } from '../measure.ts';
import { isThere } from '../proc.ts';
import { ms, type Row, timeRow } from '../report.ts';

const JOB = 'quarter';
const MONTHS = [0, 1, 2].map((after) => addMonths(FIRST_MONTH, after));
/** Rates by partner and month, as the workbook has them; the dearer basis for us. */
const TERMS: TermsFile = { effectiveFrom: isoDate('2010-01-01'), rateBasis: 'current-tier' };

type Files = { name: string; base64: string }[];

const fileOf = (name: string, text: string): Files[number] => ({ name, base64: Buffer.from(text, 'utf8').toString('base64') });

interface QuarterFiles {
  readonly programme: Files;
  readonly billing: Files;
}

function filesOf(scale: Scale): QuarterFiles {
  return {
    programme: [fileOf('partners.csv', partnersCsv(scale)), fileOf('negotiated_terms.csv', negotiatedCsv(scale)), fileOf('deals.csv', dealsCsv(scale))],
    billing: MONTHS.map((month) => fileOf(`billing-${month}.csv`, billingCsv(scale, month))),
  };
}

interface OurTimes {
  readonly wholeMs: number;
  /** From the billing on: partners and deals are there, as rates and names are in the workbook. */
  readonly billingMs: number;
}

async function fileToQuarter(path: string, files: QuarterFiles): Promise<OurTimes> {
  removeFile(path);
  const begun = performance.now();
  await initDatabase({ dbPath: path, clock: CLOCK, mode: 'solo', terms: TERMS });
  return await withApp(path, async (app) => {
    await app.call('imports.run', { files: files.programme });
    const billed = performance.now();
    await app.call('imports.run', { files: files.billing });
    for (const month of MONTHS) await app.call('months.close', { month, acceptVariances: ACCEPT });
    await app.call('payouts.propose', { quarter: quarter('2025-Q1') });
    const done = performance.now();
    return { wholeMs: done - begun, billingMs: done - billed };
  });
}

function timed(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** Ours and each peer in turn; ours alone is warmed up, and without a peer there is nothing to be warm for. */
async function measured({ scale, worlds, runs }: JobContext, peers: readonly QuarterPeer[]): Promise<{ ours: OurTimes; peersMs: number[] }> {
  const path = worlds.scratch('quarter.pdesk');
  const files = filesOf(scale);
  const first = await fileToQuarter(path, files);
  const book = readQuarterBook(path, MONTHS);
  for (const peer of peers) await peer.prepare(book);
  const ours: OurTimes[] = peers.length === 0 ? [first] : [];
  const times = peers.map((): number[] => []);
  while (ours.length < runs) {
    ours.push(await fileToQuarter(path, files));
    for (const [index, peer] of peers.entries()) {
      const startMs = timed(peer.idle);
      times[index]?.push(timed(peer.run) - startMs);
      same(peer.what, peer.totals(), book.totals);
    }
  }
  removeFile(path);
  return { ours: { wholeMs: median(ours.map((one) => one.wholeMs)), billingMs: median(ours.map((one) => one.billingMs)) }, peersMs: times.map(median) };
}

function rowsOf(scale: Scale, ours: OurTimes, peer: QuarterPeer, otherMs: number): Row[] {
  const whole = `${scale.name} files of a programme and a quarter to a proposed payout, against ${peer.what}`;
  const billing = `${scale.name} billing of a quarter to a proposed payout, against ${peer.what}`;
  const goal = scale.name === 'M' ? peer.goal : null;
  return [
    timeRow(JOB, whole, ours.wholeMs, otherMs, goal, `${scale.deals * MONTHS.length} lines; the start of ${peer.program} is taken off`),
    timeRow(JOB, billing, ours.billingMs, otherMs, null, 'partners and deals are there, as rates and names are for the peer'),
  ];
}

export const fileToClosedQuarter: Job = {
  name: JOB,
  run: async (context) => {
    const { scale, worlds, notMeasured } = context;
    const folder = worlds.scratch('quarter');
    mkdirSync(folder, { recursive: true });
    const isTooLarge = scale.name === 'L';
    const peers = [calcPeer(folder), hledgerPeer(folder)].filter((peer) => {
      const why = isTooLarge ? 'the goal is set for M, and the sums of a workbook grow with the square of the size' : `${peer.program} is not installed`;
      const runs = !isTooLarge && isThere(peer.program);
      if (!runs) notMeasured(`${scale.name} files of a programme and a quarter to a proposed payout, against ${peer.what}`, why);
      return runs;
    });
    const { ours, peersMs } = await measured(isTooLarge ? { ...context, runs: 1 } : context, peers);
    const alone = {
      job: JOB,
      what: `${scale.name} files of a programme and a quarter to a proposed payout`,
      ours: ms(ours.wholeMs),
      other: '–',
      ratio: null,
      goal: null,
    };
    return [alone, ...peers.flatMap((peer, index) => rowsOf(scale, ours, peer, peersMs[index] ?? Number.NaN))];
  },
};
