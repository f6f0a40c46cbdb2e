import { FindingList, MAX_FINDINGS } from '../shared/findings.ts';

/** Where a finding stands. Row 0 is the whole file, an empty column the whole row. */
export interface Place {
  readonly file: string;
  readonly row: number;
  readonly column: string;
}

const BEYOND_THE_LIST = { file: '', row: 0, column: '', code: 'MORE', message: '' } as const;

/** The two lists of one import. Messages of findings beyond the kept thousand are never built: `message` is a function. */
export class Report {
  readonly errors = new FindingList();
  readonly warnings = new FindingList();

  error(place: Place, code: string, message: () => string): void {
    addTo(this.errors, place, code, message);
  }

  warn(place: Place, code: string, message: () => string): void {
    addTo(this.warnings, place, code, message);
  }
}

function addTo(list: FindingList, place: Place, code: string, message: () => string): void {
  if (list.count >= MAX_FINDINGS) list.add(BEYOND_THE_LIST);
  else list.add({ file: place.file, row: place.row, column: place.column, code, message: message() });
}

/** The whole file. */
export function wholeFile(file: string): Place {
  return { file, row: 0, column: '' };
}
