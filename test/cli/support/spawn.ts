import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const MAIN = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));
/** As `npm run cli` does it: a process then takes half as long to start. */
const COMPILE_CACHE = fileURLToPath(new URL('../../../node_modules/.cache/node', import.meta.url));

export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface SpawnOptions {
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A folder that goes with the test. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pdesk-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The real command line, in a process of its own, away from the real home folder. */
export function start(args: readonly string[], env: SpawnOptions['env'] = {}): ChildProcessWithoutNullStreams {
  const { PARTNERDESK_DB: _, NODE_OPTIONS: __, ...inherited } = process.env;
  return spawn(process.execPath, [MAIN, ...args], { env: { ...inherited, XDG_DATA_HOME: '/nonexistent', NODE_COMPILE_CACHE: COMPILE_CACHE, ...env } });
}

export async function cli(args: readonly string[], options: SpawnOptions = {}): Promise<Outcome> {
  const child = start(args, options.env);
  child.stdin.end(options.stdin ?? '');
  const chunks = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    chunks.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    chunks.err += text;
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, ...chunks };
}

/** The one JSON document on standard output of a command that must succeed. */
export async function json(args: readonly string[], options: SpawnOptions = {}): Promise<unknown> {
  const { code, out, err } = await cli([...args, '--json'], options);
  if (code !== 0 || err !== '' || out.trimEnd().includes('\n')) throw new Error(`exit ${code}: ${err}${out}`);
  return JSON.parse(out);
}

/** The error on standard error of a command that must fail; it is one line of JSON, and standard output has nothing. */
export async function refusal(
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<{ code: string; message: string; details: unknown; exit: number | null }> {
  const { code, out, err } = await cli([...args, '--json'], options);
  if (out !== '' || err.trimEnd().includes('\n')) throw new Error(`not one line: ${err}${out}`);
  const { error } = JSON.parse(err) as { error: { code: string; message: string; details: unknown } };
  return { ...error, exit: code };
}

export const PROGRAMME = {
  'partners.csv': [
    'code,name,kind,joined_on,tax_standing,iban,bank_title,bank_name',
    'P-1,Asma Consulting,consultant,2025-01-01,filer,PK36SCBL0000001123456702,Asma Consulting,SCB',
    'P-2,Bilal Reseller,reseller,2025-01-01,non_filer,PK36SCBL0000001123456702,Bilal Reseller,SCB',
  ],
  'deals.csv': [
    'code,partner_code,client,contract_type,contract_value,signed_on,start_on,duration_months,expected_monthly_billing',
    'D-1,P-1,Client One,retainer,"12,000,000",2026-01-05,2026-01-10,12,"1,000,000"',
    'D-2,P-2,Client Two,staff_augmentation,6000000,2026-01-06,2026-02-01,6,1000000',
  ],
  'billing.csv': [
    'deal_code,period,invoice_no,invoice_date,amount',
    'D-1,2026-01,I-1,2026-01-31,"1,000,000.00"',
    'D-1,2026-02,I-2,2026-02-28,"1,000,000.00"',
    'D-1,2026-03,I-3,2026-03-31,"1,000,000.00"',
    'D-2,2026-02,J-1,2026-02-28,"950,000"',
    'D-2,2026-03,J-2,2026-03-31,"1,000,000"',
  ],
} as const;

/** Writes the import files of a small programme and returns their folder. */
export function programmeFolder(parent: string): string {
  const folder = join(parent, 'in');
  mkdirSync(folder);
  for (const [name, lines] of Object.entries(PROGRAMME)) writeFileSync(join(folder, name), `${lines.join('\n')}\n`);
  return folder;
}
