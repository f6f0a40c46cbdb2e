/** The files that are measured on, made once per run in a temporary folder. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { initDatabase } from '../src/app/init.ts';
import type { Input } from '../src/contract/index.ts';
import type { TermsFile } from '../src/contract/terms.ts';
import { openDatabase } from '../src/db/open.ts';
import { addMonths, type Month, month, nextQuarter, type Quarter, quarter } from '../src/shared/calendar.ts';
import { ACCEPT, CLOCK, copyFile, withApp } from './app.ts';
import { billingCsv, dealsCsv, FIRST_MONTH, MEASURED, negotiatedCsv, partnersCsv, type Scale } from './data.ts';
import { addHistory } from './history.ts';

/**
 * `base`: everything before the measured month is closed and paid; `ready`: its billing is imported;
 * `higher`: the same under the dearest rate basis; `closed`: it is closed.
 */
export type Stage = 'base' | 'ready' | 'higher' | 'closed';

/** Rates agreed in the terms, so that quarters before the shipped rate table can be paid. */
const TERMS = { effectiveFrom: '2010-01-01', withholding: { filer: 1200, non_filer: 2400 } } as unknown as TermsFile;

export class Worlds {
  readonly root = mkdtempSync(join(tmpdir(), 'partnerdesk-bench-'));
  readonly #made = new Map<string, Promise<string>>();
  readonly #log: (line: string) => void;

  constructor(log: (line: string) => void) {
    this.#log = log;
  }

  /** Path of a file at a stage, with one year of history or five. Measure on a copy when the measurement writes. */
  async at(scale: Scale, stage: Stage, years: 1 | 5 = 1): Promise<string> {
    const key = `${scale.name}-${years}y-${stage}`;
    const made = this.#made.get(key) ?? this.#make(scale, stage, years, key);
    this.#made.set(key, made);
    return made;
  }

  /** A path for a file of one measurement. */
  scratch(name: string): string {
    return join(this.root, name);
  }

  /** The measured month as a file. */
  monthCsv(scale: Scale): string {
    const path = this.scratch(`billing-${scale.name}.csv`);
    writeFileSync(path, billingCsv(scale, MEASURED));
    return path;
  }

  close(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  async #make(scale: Scale, stage: Stage, years: 1 | 5, key: string): Promise<string> {
    const path = this.scratch(`${key}.pdesk`);
    const before: Stage | null = stage === 'base' ? null : stage === 'ready' ? 'base' : 'ready';
    if (before !== null) copyFile(await this.at(scale, before, years), path);
    const start = performance.now();
    if (stage === 'base') await makeBase(path, scale, years);
    if (stage === 'ready') await importMonth(path, scale, MEASURED);
    if (stage === 'higher') await withApp(path, (app) => app.call('terms.add', { terms: HIGHER, reason: 'Benchmark of the dearest basis' }));
    if (stage === 'closed') await withApp(path, (app) => app.call('months.close', { month: MEASURED, acceptVariances: ACCEPT }));
    this.#log(`made ${key} in ${((performance.now() - start) / 1000).toFixed(1)} s`);
    return path;
  }
}

const HIGHER: Input<'terms.add'>['terms'] = { effectiveFrom: `${MEASURED}-01`, rateBasis: 'higher-of-both' };

async function importTexts(path: string, files: Readonly<Record<string, string>>): Promise<void> {
  await withApp(path, (app) =>
    app.call('imports.run', { files: Object.entries(files).map(([name, text]) => ({ name, base64: Buffer.from(text, 'utf8').toString('base64') })) }),
  );
}

async function importMonth(path: string, scale: Scale, of: Month): Promise<void> {
  await importTexts(path, { [`billing-${of}.csv`]: billingCsv(scale, of) });
}

/** Through the real import, close and payout; only the four years before (of five) are inserted by statement, see history.ts. */
async function makeBase(path: string, scale: Scale, years: 1 | 5): Promise<void> {
  await initDatabase({ dbPath: path, clock: CLOCK, mode: 'solo', terms: TERMS });
  await importTexts(path, { 'partners.csv': partnersCsv(scale), 'negotiated_terms.csv': negotiatedCsv(scale), 'deals.csv': dealsCsv(scale) });
  const first = years === 1 ? FIRST_MONTH : addMonths(FIRST_MONTH, 12 * (1 - years));
  if (years > 1) {
    const connection = openDatabase(path);
    addHistory(connection, first, FIRST_MONTH);
    connection.close();
  }
  for (let of: Month = FIRST_MONTH; of < MEASURED; of = addMonths(of, 1)) {
    await importMonth(path, scale, of);
    await withApp(path, (app) => app.call('months.close', { month: of, acceptVariances: ACCEPT }));
  }
  await payQuarters(path, quarter(`${first.slice(0, 4)}-Q1`), quarter('2025-Q4'));
}

async function payQuarters(path: string, from: Quarter, until: Quarter): Promise<void> {
  await withApp(path, async (app) => {
    for (let of = from; of < until; of = nextQuarter(of)) {
      for (const act of ['payouts.propose', 'payouts.approve', 'payouts.send', 'payouts.pay'] as const) await app.call(act, { quarter: of });
    }
  });
}

export const QUARTER = { quarter: quarter('2025-Q4'), first: month('2025-10'), last: MEASURED } as const;
