import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../../ports/files.ts';
import { AppError } from '../../shared/errors.ts';
import { formatRupees, paisa } from '../../shared/paisa.ts';
import type { Command } from '../args.ts';
import { type Call, type Environment, withApp } from '../environment.ts';
import { cell } from '../table.ts';

type Export = Extract<Command, { name: 'export' }>;
type Journal = Extract<Export, { kind: 'journal' }>;
type BankFile = Extract<Export, { kind: 'bank-file' }>;
type Statements = Extract<Export, { kind: 'statements' }>;

/** Writes files: each name is the whole file or nothing. */
export async function exportFile(env: Environment, command: Export): Promise<void> {
  switch (command.kind) {
    case 'journal':
      return exportJournal(env, command);
    case 'statements':
      return exportStatements(env, command);
    case 'bank-file':
      return exportBankFile(env, command);
  }
}

async function exportJournal(env: Environment, { from, to, out }: Journal): Promise<void> {
  const document = await withApp(env, (call) => call('exports.journal', { from, to }));
  const path = (await isFolder(out)) ? join(out, document.fileName) : out;
  const bytes = await save(path, document.base64);
  env.print.answer({ path, bytes, mediaType: document.mediaType }, (paint) => `${paint.good('Written')} ${path} ${paint.dim(`(${cell('', bytes)} bytes)`)}`);
}

/** One PDF a partner, into a folder that is made when it is missing. */
async function exportStatements(env: Environment, { quarter, partner, out }: Statements): Promise<void> {
  const files = await withApp(env, async (call) => {
    const partners = partner === null ? await partnersOf(call, quarter) : [partner];
    await mkdir(out, { recursive: true });
    const written: { partner: string; path: string; bytes: number }[] = [];
    for (const [index, code] of partners.entries()) {
      const document = await call('statements.pdf', { quarter, partner: code });
      const path = join(out, document.fileName);
      written.push({ partner: code, path, bytes: await save(path, document.base64) });
      env.progress.onProgress({ phase: 'statements', done: index + 1, total: partners.length });
    }
    return written;
  });
  env.print.answer({ quarter, files }, (paint) => `${paint.good('Written')} ${files.length} ${files.length === 1 ? 'statement' : 'statements'} to ${out}`);
}

/** The file is recorded as given to the bank before it is written: when the disk refuses it, `bank.file` writes the same bytes. */
async function exportBankFile(env: Environment, { quarter, profile, again, out }: BankFile): Promise<void> {
  const file = await withApp(env, (call) => call('bank.export', { quarter, profile, ...(again === null ? {} : { again }) }));
  const path = (await isFolder(out)) ? join(out, file.fileName) : out;
  const bytes = await save(path, file.base64);
  const { exportId, sha256, payments, totalPaisa } = file;
  env.print.answer(
    { path, bytes, exportId, sha256, payments, totalPaisa },
    (paint) => `${paint.good('Written')} ${path}: ${payments} payments, PKR ${formatRupees(paisa(totalPaisa))}\n${paint.dim(`SHA-256 ${sha256}`)}`,
  );
}

async function partnersOf(call: Call, quarter: Statements['quarter']): Promise<string[]> {
  const { rows } = await call('statements.list', { quarter });
  if (rows.length === 0) throw new AppError('NOT_FOUND', `${quarter} has no statements: its payout run is not proposed (rule 6.5).`);
  return rows.map((row) => row.partner);
}

async function save(path: string, base64: string): Promise<number> {
  const bytes = Buffer.from(base64, 'base64');
  try {
    await writeFileAtomic(path, bytes);
  } catch (error) {
    const full = error instanceof Error && 'code' in error && error.code === 'ENOSPC';
    throw new AppError(
      full ? 'DISK_FULL' : 'FILE_UNREADABLE',
      `${path} could not be written: ${error instanceof Error ? error.message : String(error)}. Nothing was left behind.`,
    );
  }
  return bytes.length;
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
