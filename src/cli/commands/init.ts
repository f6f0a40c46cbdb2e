import { readFile } from 'node:fs/promises';
import { prepareFolderOf } from '../../app/paths.ts';
import type { TermsFile } from '../../contract/terms.ts';
import { AppError } from '../../shared/errors.ts';
import type { Command } from '../args.ts';
import type { Environment } from '../environment.ts';
import { list } from '../table.ts';

/** Creates a database; never over an existing one. */
export async function init(env: Environment, { terms, mode, sample }: Extract<Command, { name: 'init' }>): Promise<void> {
  const parsed = terms === null ? null : await readTerms(terms);
  prepareFolderOf(env.dbPath);
  const { initDatabase } = await import('../../app/init.ts');
  const created = await initDatabase({
    dbPath: env.dbPath,
    clock: env.clock,
    mode,
    ...(sample ? { sample } : {}),
    ...(parsed ? { terms: parsed } : {}),
    onProgress: env.progress.onProgress,
  });
  env.progress.clear();
  env.print.answer(created, (paint) => {
    const { path, ...rest } = created;
    return `${paint.good('Created')} ${path}\n\n${list({ ...rest }, paint)}`;
  });
}

/** @throws AppError FILE_UNREADABLE; TERMS_INVALID naming the key or value that is wrong */
async function readTerms(path: string): Promise<TermsFile> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new AppError('FILE_UNREADABLE', `The terms file ${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new AppError('TERMS_INVALID', `${path} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const { termsFile } = await import('../../contract/terms.ts');
  const parsed = termsFile.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => {
    const where = issue.path.map(String).join('.');
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => `unknown key "${where === '' ? key : `${where}.${key}`}"`).join(', ');
    return `${where === '' ? 'the file' : where}: ${issue.message}`;
  });
  throw new AppError('TERMS_INVALID', `${path}: ${problems.slice(0, 5).join('; ')}.`, { problems });
}
