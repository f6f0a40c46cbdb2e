/** From files to a proposed quarter payout in a new file, against hledger summing the same postings and LibreOffice, where they are installed. */
import { writeFileSync } from 'node:fs';
import { initDatabase } from '../../src/app/init.ts';
import { openDatabase } from '../../src/db/open.ts';
import { addMonths, quarter } from '../../src/shared/calendar.ts';
import { ACCEPT, CLOCK, removeFile, withApp } from '../app.ts';
import { billingCsv, dealsCsv, FIRST_MONTH, negotiatedCsv, partnersCsv, type Scale } from '../data.ts';
import type { Job } from '../job.ts';
import { median, same } from '../measure.ts';
import { isThere, runProgram } from '../proc.ts';
import { ms, type Row, timeRow } from '../report.ts';

const JOB = 'quarter';
const MONTHS = [0, 1, 2].map((after) => addMonths(FIRST_MONTH, after));

function filesOf(scale: Scale): Record<string, string> {
  const billing = MONTHS.map((month) => [`billing-${month}.csv`, billingCsv(scale, month)] as const);
  return { 'partners.csv': partnersCsv(scale), 'negotiated_terms.csv': negotiatedCsv(scale), 'deals.csv': dealsCsv(scale), ...Object.fromEntries(billing) };
}

async function fileToQuarter(path: string, files: Readonly<Record<string, string>>): Promise<void> {
  await initDatabase({ dbPath: path, clock: CLOCK, mode: 'solo' });
  await withApp(path, async (app) => {
    const given = Object.entries(files).map(([name, text]) => ({ name, base64: Buffer.from(text, 'utf8').toString('base64') }));
    await app.call('imports.run', { files: given });
    for (const month of MONTHS) await app.call('months.close', { month, acceptVariances: ACCEPT });
    await app.call('payouts.propose', { quarter: quarter('2025-Q1') });
  });
}

/** Every posted line as a transaction of the same amounts; returns their sum. */
function writeJournal(path: string, journal: string): number {
  const connection = openDatabase(path, { readonly: true });
  const pieces: string[] = [];
  let sum = 0;
  for (const line of connection.all<{ month: string; partner: string; paisa: number }>(
    'SELECT a.posted_in AS month, p.code AS partner, a.amount_paisa AS paisa FROM accrual_lines a JOIN partners p ON p.id = a.partner_id ORDER BY a.id',
  )) {
    const amount = (line.paisa / 100).toFixed(2);
    pieces.push(`${line.month}-28 commission\n  expenses:commission  ${amount}\n  liabilities:${line.partner}\n`);
    sum += line.paisa;
  }
  connection.close();
  writeFileSync(journal, pieces.join('\n'));
  return sum;
}

function hledgerPaisa(journal: string): number {
  const text = runProgram('hledger', ['-f', journal, 'balance', 'expenses', '--depth', '1', '-O', 'csv', '--no-total']);
  const amount = /"expenses","([^"]*)"/.exec(text)?.[1] ?? '';
  return Math.round(Number(amount.replaceAll(/[^\d.-]/g, '')) * 100);
}

export const fileToClosedQuarter: Job = {
  name: JOB,
  run: async ({ scale, worlds, runs, notMeasured }) => {
    const path = worlds.scratch('quarter.pdesk');
    const journal = worlds.scratch('quarter.journal');
    const files = filesOf(scale);
    const hasHledger = isThere('hledger');
    if (!hasHledger) notMeasured('file to closed quarter against hledger', 'the program hledger is not on this machine');
    notMeasured(
      'file to closed quarter against LibreOffice Calc',
      isThere('soffice') ? 'the workbook for it is not written yet' : 'the program soffice is not on this machine',
    );
    const times = { ours: [] as number[], hledger: [] as number[] };
    for (let round = 0; round < (hasHledger ? runs : Math.min(runs, 2)); round += 1) {
      removeFile(path);
      let start = performance.now();
      await fileToQuarter(path, files);
      times.ours.push(performance.now() - start);
      if (!hasHledger) continue;
      const sum = writeJournal(path, journal);
      start = performance.now();
      const found = hledgerPaisa(journal);
      times.hledger.push(performance.now() - start);
      same('hledger', sum, found);
    }
    removeFile(path);
    const what = `${scale.name} files of a programme and a quarter to a proposed payout`;
    const ours = median(times.ours);
    const rows: Row[] = hasHledger
      ? [timeRow(JOB, `${what}, against hledger balance`, ours, median(times.hledger), scale.name === 'S' ? null : 0.2)]
      : [{ job: JOB, what, ours: ms(ours), other: 'not on this machine', ratio: null, goal: null, note: 'goal: hledger ÷ 5, Calc ÷ 30' }];
    return rows;
  },
};
