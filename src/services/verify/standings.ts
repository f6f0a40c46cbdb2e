import { daysBetween, type IsoDate, isoDate } from '../../shared/calendar.ts';
import type { TaxStanding } from '../../shared/vocab.ts';
import type { Version } from './scope.ts';

/** Evidence of a tax standing with the command that brought it; lists come in the order they were recorded. */
export interface Evidence {
  readonly standing: TaxStanding;
  readonly exemptUntil: string | null;
  readonly checkedOn: string;
  readonly recordedSeq: number;
}

/** What a partner counts as on a payment date, by the evidence known at an audit number (6.3). */
export function standingFor(evidence: readonly Evidence[], on: string, terms: Version, knownAt: number): TaxStanding {
  const speaks = evidence.findLast((one) => one.recordedSeq <= knownAt);
  if (speaks === undefined) return 'non_filer';
  const age = daysBetween(isoDate(speaks.checkedOn), on as IsoDate);
  if (terms.standingEnforced && speaks.standing !== 'non_resident' && age > terms.standingMaxAgeDays) return 'non_filer';
  if (speaks.standing === 'exempt' && (speaks.exemptUntil === null || speaks.exemptUntil < on)) return 'filer';
  return speaks.standing;
}
