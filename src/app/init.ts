import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import type { TermsFile } from '../contract/terms.ts';
import { migrate } from '../db/migrate.ts';
import { openDatabase } from '../db/open.ts';
import { insertTermsVersion, insertWithholdingRate } from '../db/repos/terms.ts';
import { BEGINNING, completeTerms, DEFAULT_TERMS, type Terms, type TermsInput, termsProblems } from '../domain/terms.ts';
import { shippedWithholdingRates } from '../domain/withholding.ts';
import { type Clock, clockOn } from '../ports/clock.ts';
import { flushToDisk } from '../ports/files.ts';
import { assert } from '../shared/assert.ts';
import { addMonths, lastMonthOf, type Month, monthsBetween, nextQuarter, type Quarter } from '../shared/calendar.ts';
import { AppError } from '../shared/errors.ts';
import { appendAudit, nextAuditSeq, sha256 } from './audit.ts';
import { type App, createApp } from './create-app.ts';

export interface InitConfig {
  readonly dbPath: string;
  readonly clock: Clock;
  readonly terms?: TermsFile;
  readonly mode: 'solo' | 'team';
  /** Fills the new file with the sample programme, through the ordinary import, close and payout. */
  readonly sample?: boolean;
  readonly onProgress?: (progress: { readonly phase: string; readonly done: number; readonly total: number }) => void;
}

export interface InitResult {
  readonly path: string;
  readonly mode: 'solo' | 'team';
  readonly sample: boolean;
  readonly termsEffectiveFrom: string;
}

/**
 * Creates a database with its terms and the shipped withholding rates.
 * @throws AppError FILE_EXISTS when the file is there already (a new or sample file never takes the place of another), TERMS_INVALID
 */
export async function initDatabase(config: InitConfig): Promise<InitResult> {
  const { dbPath } = config;
  if (existsSync(dbPath) && statSync(dbPath).size > 0) throw new AppError('FILE_EXISTS', `${dbPath} exists already. Choose another name; nothing was changed.`);
  const terms = completeTerms(Object.fromEntries(Object.entries(config.terms ?? {}).filter(([, value]) => value !== undefined)) as TermsInput);
  const problems = termsProblems(terms);
  if (problems.length > 0) throw new AppError('TERMS_INVALID', problems.join('; '), { problems });
  const building = `${dbPath}.building`;
  removeFile(building);
  try {
    await build(config, building, terms);
    if (existsSync(dbPath) && statSync(dbPath).size > 0)
      throw new AppError('FILE_EXISTS', `${dbPath} was made by someone else meanwhile; nothing was changed.`);
    await flushToDisk(building);
    renameSync(building, dbPath);
    await flushToDisk(dbPath);
  } catch (error) {
    removeFile(building);
    throw error;
  }
  return { path: dbPath, mode: config.mode, sample: config.sample ?? false, termsEffectiveFrom: terms.effectiveFrom };
}

function removeFile(path: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
}

/** Builds the whole file under a name of its own: only a finished one gets its real name. */
async function build(config: InitConfig, path: string, terms: Terms): Promise<void> {
  const { clock } = config;
  const connection = openDatabase(path, { create: true });
  try {
    await migrate(connection, path);
    connection.write((db) => {
      const seq = nextAuditSeq(db);
      const setting = db.prepare('INSERT INTO settings (key, value) VALUES (?, ?)');
      setting(['mode', config.sample ? 'solo' : config.mode]);
      setting(['created_at', clock.now()]);
      if (config.sample) setting(['sample', '1']);
      // Before the stated terms begin, the programme's own defaults hold.
      if (terms.effectiveFrom > BEGINNING) insertTermsVersion(db, DEFAULT_TERMS, 'Defaults of the programme', seq);
      insertTermsVersion(db, terms, 'Terms of the new file', seq);
      for (const rate of shippedWithholdingRates()) insertWithholdingRate(db, rate);
      if (config.mode === 'team')
        db.run('INSERT INTO users (name, roles_json, password_hash, is_active, version, recorded_seq) VALUES (?, ?, NULL, 1, 1, ?)', [
          'admin',
          '["admin"]',
          seq,
        ]);
      appendAudit(db, seq, {
        at: clock.now(),
        businessDate: clock.today(),
        actor: 'operator',
        host: 'init',
        procedure: 'init',
        requestId: null,
        inputSha256: sha256(JSON.stringify(config.terms ?? {})),
        outcome: 'done',
        changes: [{ what: 'file created', mode: config.mode, sample: config.sample ?? false, terms }],
      });
    });
  } finally {
    connection.close();
  }
  if (config.sample) await fillWithSample(config, path);
  if (config.sample && config.mode === 'team') setMode(path, 'team');
}

/** The sample comes in like any programme: imported, closed month by month, paid quarter by quarter; the last quarter and month are left to do. */
async function fillWithSample(config: InitConfig, path: string): Promise<void> {
  const { sampleProgramme } = await import('../sample/index.ts');
  const sample = sampleProgramme();
  const app = await createApp({ dbPath: path, clock: clockOn(sample.today, config.clock.now) });
  const total =
    1 +
    monthsBetween(sample.firstMonth, sample.closeThrough) +
    1 +
    4 * (Math.floor(monthsBetween(lastMonthOf(sample.firstQuarter), lastMonthOf(sample.paidThrough)) / 3) + 1);
  let done = 0;
  const call = async (name: string, input: unknown): Promise<void> => {
    config.onProgress?.({ phase: name, done, total });
    done += 1;
    await must(app, name, input);
  };
  try {
    await call('imports.run', { files: sample.files.map((file) => ({ name: file.name, base64: Buffer.from(file.text, 'utf8').toString('base64') })) });
    for (let month: Month = sample.firstMonth; month <= sample.closeThrough; month = addMonths(month, 1)) {
      await call('months.close', { month, acceptVariances: 'Sample programme: worked when the sample was made' });
    }
    for (let quarter: Quarter = sample.firstQuarter; quarter <= sample.paidThrough; quarter = nextQuarter(quarter)) {
      for (const act of ['propose', 'approve', 'send', 'pay']) await call(`payouts.${act}`, { quarter });
    }
  } finally {
    await app.close();
  }
}

function setMode(dbPath: string, mode: 'solo' | 'team'): void {
  const connection = openDatabase(dbPath);
  try {
    connection.write((db) => {
      db.run("UPDATE settings SET value = ? WHERE key = 'mode'", [mode]);
    });
  } finally {
    connection.close();
  }
}

async function must(app: App, name: string, input: unknown): Promise<void> {
  const reply = await app.dispatch(name, input, { host: 'cli' });
  assert(reply.ok, `the sample programme is taken: ${name} ${reply.ok ? '' : reply.error.message}`);
}
