import type { Output, Parsed } from '../../contract/index.ts';
import { parseImport, RowTap, type StartReader, type TappedTable } from '../../importers/index.ts';
import type { CommandContext } from '../context.ts';
import { readInputs } from './input.ts';

interface DecodeOptions {
  readonly allowPaths: boolean;
  readonly startReader: StartReader;
  readonly signal?: AbortSignal;
}

type Input = Parsed<'imports.rows'>;

/** The named rows of files as they stand in them: what a person mends in place or takes along. Nothing is taken, nothing recorded. */
export const rows = {
  decode: async (input: Input, { allowPaths, startReader, signal }: DecodeOptions): Promise<readonly TappedTable[]> => {
    const tap = new RowTap(input.rows);
    await parseImport(await readInputs(input.files, allowPaths), { startReader, tap, ...(signal ? { signal } : {}) });
    return tap.tables;
  },
  apply: (_context: CommandContext, _input: Input, tables: readonly TappedTable[]): Output<'imports.rows'> => ({
    tables: tables
      .filter(({ rows: found }) => found.length > 0)
      .map(({ headers, columns, rows: found, ...table }) => ({
        ...table,
        headers: [...headers],
        columns: [...columns],
        rows: found.map(({ row, cells }) => ({ row, cells: [...cells] })),
      })),
  }),
  isDryRun: (): boolean => true,
};
