/** One thing wrong (or worth saying) about imported data: where it stands, what it is, what to do. */
export interface Finding {
  /** File name, with the sheet in a workbook: `book.xlsx › deals`. */
  readonly file: string;
  /** 1-based line of the file as an editor or Excel shows it (the header is row 1); 0 when it concerns the whole file. */
  readonly row: number;
  /** Column name of interchange.md; empty when it concerns the whole row. */
  readonly column: string;
  readonly code: string;
  readonly message: string;
}

export const MAX_FINDINGS = 1000;

/** Keeps the first 1,000 findings and counts the rest, so that a broken million-row file stays reportable. */
export class FindingList {
  readonly kept: Finding[] = [];
  #count = 0;

  add(finding: Finding): void {
    this.#count += 1;
    if (this.kept.length < MAX_FINDINGS) this.kept.push(finding);
  }

  addAll(findings: Iterable<Finding>): void {
    for (const finding of findings) this.add(finding);
  }

  /** Counts findings that were already beyond the kept ones elsewhere. */
  addUnlisted(count: number): void {
    this.#count += count;
  }

  get count(): number {
    return this.#count;
  }

  get isEmpty(): boolean {
    return this.#count === 0;
  }
}
