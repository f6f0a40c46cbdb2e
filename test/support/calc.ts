import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Papa from 'papaparse';

/** Why no spreadsheet program can open a workbook here, or null. */
export function calcProblem(): string | null {
  const { error } = spawnSync('soffice', ['--version']);
  if (error === undefined) return null;
  const problem = `LibreOffice cannot be started (${error.message}); install libreoffice-calc`;
  if (process.env['CI']) throw new Error(problem);
  return problem;
}

/** The cells of a sheet as LibreOffice shows them after computing every formula anew; sheets count from 1. */
export function recalculated(bytes: Uint8Array, sheet: number): string[][] {
  const folder = mkdtempSync(join(tmpdir(), 'pd-calc-'));
  try {
    writeFileSync(join(folder, 'book.xlsx'), bytes);
    const filter = `csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,${sheet}`;
    const { status, stdout, stderr } = spawnSync(
      'soffice',
      ['--headless', `-env:UserInstallation=file://${folder}/profile`, '--convert-to', filter, '--outdir', folder, join(folder, 'book.xlsx')],
      { encoding: 'utf8', timeout: 120_000 },
    );
    const written = /-> (\S+\.csv)/.exec(stdout)?.[1];
    if (status !== 0 || written === undefined) throw new Error(`LibreOffice: ${stdout}${stderr}`);
    return Papa.parse<string[]>(readFileSync(written, 'utf8')).data;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
