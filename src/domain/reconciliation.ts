import type { ReconciliationStatus } from '../shared/vocab.ts';

/** A deal's month before it is judged. */
export interface DealMonth {
  /** Null: nothing is expected of the deal in this month. */
  readonly duePaisa: number | null;
  readonly billedPaisa: number;
  readonly lines: number;
  /** Lines and completions of the row that 3.5 keeps out, decided or not. */
  readonly exceptions: number;
  /** 1: the month lies after the deal's term and not after its cancellation. */
  readonly isBeyondTerm: number;
}

/** Section 4: the first status that fits. Amounts and tolerance are in paisa. */
export function statusOf({ duePaisa, billedPaisa, lines, exceptions, isBeyondTerm }: DealMonth, tolerancePaisa: number): ReconciliationStatus {
  if (exceptions > 0) return 'exception';
  if (duePaisa === null) return isBeyondTerm === 1 ? 'matched' : 'unexpected';
  if (lines === 0) return 'missing';
  if (Math.abs(billedPaisa - duePaisa) <= tolerancePaisa) return 'matched';
  return billedPaisa < duePaisa ? 'under_billed' : 'over_billed';
}

/** Section 4: "retained beyond term", a note on a row without exceptions where nothing is expected. */
export function isRetained({ duePaisa, exceptions, isBeyondTerm }: DealMonth): boolean {
  return duePaisa === null && exceptions === 0 && isBeyondTerm === 1;
}
