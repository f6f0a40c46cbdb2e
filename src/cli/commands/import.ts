import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import type { Output } from '../../contract/index.ts';
import { AppError } from '../../shared/errors.ts';
import type { Command } from '../args.ts';
import { type Environment, withStoppableApp } from '../environment.ts';
import { type Paint, plural, table } from '../table.ts';

type Report = Output<'imports.run'>;

const EXTENSIONS: ReadonlySet<string> = new Set(['.csv', '.xlsx']);

/** Takes files, or every import file of a folder, in one transaction. */
export async function importFiles(env: Environment, { paths, dryRun }: Extract<Command, { name: 'import' }>): Promise<void> {
  const files = (await Promise.all(paths.map(filesOf))).flat();
  await withStoppableApp(env, async (call) => {
    const report = await call('imports.run', { files: named(files), dryRun });
    env.progress.clear();
    env.print.answer(report, (paint) => importText(report, paint));
  });
}

/** The file itself, or the .csv and .xlsx files of a folder by name. Hidden files and Excel's lock files (`~$…`) are not data. */
async function filesOf(path: string): Promise<string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    const entries = await readdir(path, { withFileTypes: true });
    const names = entries
      .filter((entry) => !entry.isDirectory() && EXTENSIONS.has(extname(entry.name).toLowerCase()) && !/^(?:\.|~\$)/.test(entry.name))
      .map((entry) => entry.name);
    if (names.length === 0) throw new AppError('FILE_UNREADABLE', `The folder ${path} holds no .csv or .xlsx file.`);
    return names.sort((a, b) => (a < b ? -1 : 1)).map((name) => join(path, name));
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('FILE_UNREADABLE', `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Files go by their base name, which says the kind; a file named twice (itself and in its folder) is taken once. */
function named(paths: readonly string[]): { name: string; path: string }[] {
  return [...new Set(paths.map((path) => resolve(path)))].map((path) => ({ name: basename(path), path }));
}

function importText(report: Report, paint: Paint): string {
  const rows = Object.entries(report.counts).map(([kind, counts]) => ({ kind, ...counts }));
  const unknown = report.files
    .filter((file) => file.unknownColumns.length > 0)
    .map((file) => `${file.name}: skipped unknown ${file.unknownColumns.length === 1 ? 'column' : 'columns'} ${file.unknownColumns.join(', ')}`);
  const outcome = report.taken ? paint.good('Taken.') : paint.warn('Dry run: nothing was changed, and every row is right.');
  return [
    ...(rows.length > 0 ? [table(rows, { paint, totals: true, sumToo: ['new', 'changed', 'unchanged'] }), ''] : []),
    ...unknown.map((line) => paint.warn(line)),
    ...(report.warningCount > 0 ? [`${paint.warn(plural(report.warningCount, 'warning'))}`, table(report.warnings, { paint, most: 50 }), ''] : []),
    `${outcome} ${paint.dim(plural(report.files.length, 'file'))}`,
  ].join('\n');
}
