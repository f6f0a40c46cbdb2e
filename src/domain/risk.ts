import { addDays, type IsoDate } from '../shared/calendar.ts';
import { clawbackUntil } from './deals.ts';
import type { Terms } from './terms.ts';

/** From which day on no cancellation by the client can claw a deal's commission back (5.1: the day after the last one that does). Fraud (5.2) has no end. */
export function safeFrom(deal: { signedOn: IsoDate; startOn: IsoDate }, terms: Terms): IsoDate {
  return addDays(clawbackUntil(deal, terms), 1);
}

/** The earliest signing (policy: start) whose commission a cancellation on that day still claws back (5.1). */
export function firstAtRisk(on: IsoDate, terms: Terms): IsoDate {
  return addDays(on, -terms.clawbackDays);
}
