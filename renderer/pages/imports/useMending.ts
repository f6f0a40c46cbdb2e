import { useEffect, useMemo, useState } from 'react';
import { call } from '../../api/client.ts';
import { type ChosenFile, toInput } from '../../forms/import-files.ts';
import { type BadRow, type BadTable, badRowsOf, type Mending, NOTHING_MENDED, withRowsOut } from '../../forms/import-mending.ts';
import type { Report } from './CheckStep.tsx';

const MOST_ROWS = 1000;

/** The rows that the errors name, as they stand in the files. */
function useBadRows(files: readonly ChosenFile[], report: Report | null): readonly BadRow[] {
  const [tables, setTables] = useState<readonly BadTable[]>([]);
  useEffect(() => {
    setTables([]);
    const places = new Map((report?.errors ?? []).filter(({ row }) => row > 0).map(({ file, row }) => [`${file}\n${row}`, { file, row }]));
    if (places.size === 0) return undefined;
    let isCurrent = true;
    const ask = { files: toInput(files, true).files, rows: [...places.values()].slice(0, MOST_ROWS) };
    call('imports.rows', ask).then(
      (answer) => isCurrent && setTables(answer.tables),
      () => undefined, // without the rows the errors still stand in the list, to be mended in the file
    );
    return () => {
      isCurrent = false;
    };
  }, [report, files]);
  return useMemo(() => badRowsOf(report?.errors ?? [], tables), [report, tables]);
}

/** What a person mends between two checks. */
export function useMending(files: readonly ChosenFile[], report: Report | null) {
  const [mending, setMending] = useState<Mending>(NOTHING_MENDED);
  /** As it was when the files were last checked. */
  const [checked, setChecked] = useState<Mending>(NOTHING_MENDED);
  const badRows = useBadRows(files, report);
  /** Bad rows that can be left out: a row corrected since the check may be good now. */
  const outRows = useMemo(() => {
    const touched = [...mending.cells].filter(([key, value]) => checked.cells.get(key) !== value).map(([key]) => key.slice(0, key.lastIndexOf('\n')));
    const corrected = new Set(touched);
    return badRows.filter(({ cells, key }) => cells !== null && !corrected.has(key));
  }, [badRows, mending, checked]);
  const withoutBadRows = (): Mending =>
    withRowsOut(
      mending,
      outRows.map(({ key }) => key),
      true,
    );
  return { mending, setMending, setChecked, isMended: mending !== checked, badRows, outRows, withoutBadRows };
}
