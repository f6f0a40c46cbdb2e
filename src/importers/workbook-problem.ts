/** The workbook as a whole is refused; thrown inside the reader and turned into a finding at its edge. */
export class WorkbookProblem extends Error {
  override name = 'WorkbookProblem';
  readonly code: string;
  readonly sheet: string | null;
  readonly row: number;

  constructor(code: string, message: string, sheet: string | null = null, row = 0) {
    super(message);
    this.code = code;
    this.sheet = sheet;
    this.row = row;
  }
}
