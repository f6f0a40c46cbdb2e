import { addMonths, type IsoDate, isoDate, lastMonthOf, type Month, monthOf, type Quarter, quarterOf, yearOf } from '../shared/calendar.ts';
import { type Tier, tierRank } from '../shared/vocab.ts';
import { billingFile, ordinaryRows, WorkdayCache } from './billing.ts';
import { ClientBook } from './clients.ts';
import type { SampleFile } from './csv.ts';
import { type Deal, dealFile, makeDeals } from './deals.ts';
import { applyEndings, type Notable } from './endings.ts';
import { type Frame, frameFor } from './frame.ts';
import { holidayFile } from './holidays.ts';
import { leadFile } from './leads.ts';
import { makePartners, type Partner, partnerFile } from './partners.ts';
import { Rng } from './rng.ts';
import { termFile } from './terms.ts';
import { withVariances } from './variances.ts';

/**
 * The sample programme: import files, made from nothing but a date and taken in by the ordinary import.
 *
 * In time, for the default day (5 November 2026): deals are signed and billed from January 2024 to October 2026, with a few
 * signatures and leads of November. The intended state after `init --sample` is
 * - the months `firstMonth` to `closeThrough` (September 2026) closed, their variances accepted with one reason
 *   (`--accept-variances`; an exception so accepted does not accrue),
 * - the quarters `firstQuarter` to `paidThrough` (Q2 2026) paid,
 * - `payoutQuarter` (Q3 2026) closed but not proposed: the first run a newcomer takes through,
 * - `openMonth` (October 2026) billed and untouched: 15 to 30 variances of every kind to work, then a close.
 * Whoever wants to close more by hand closes less beforehand; the files do not depend on it.
 *
 * Another `today` moves all of this with it; the figures above are tuned for the default.
 */
export interface SampleProgramme {
  readonly today: IsoDate;
  /** partners, deals, billing, negotiated_terms, leads, holidays: one import of all of them. */
  readonly files: readonly SampleFile[];
  readonly firstMonth: Month;
  readonly closeThrough: Month;
  readonly openMonth: Month;
  readonly firstQuarter: Quarter;
  readonly paidThrough: Quarter;
  readonly payoutQuarter: Quarter;
  /** Partners and deals worth looking up, with what they show. */
  readonly notable: readonly Notable[];
}

export type { Notable, SampleFile };

export const SAMPLE_TODAY: IsoDate = isoDate('2026-11-05');

/** Silver or above at any time: by what it opened with, by negotiation, or by the deals of one calendar year. */
function managedPartners(partners: readonly Partner[], deals: readonly Deal[]): Set<string> {
  const counts = new Map<string, number>();
  for (const deal of deals) {
    const key = `${deal.partner.code} ${yearOf(deal.signedOn)}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const silverFrom = 6;
  const isAbove = (tier: Tier | null | undefined): boolean => !!tier && tierRank(tier) > 0;
  const byDeals = new Set([...counts].filter(([, count]) => count >= silverFrom).map(([key]) => key.slice(0, key.indexOf(' '))));
  const managed = partners.filter(
    (partner) =>
      !partner.story?.unmanaged && (byDeals.has(partner.code) || isAbove(partner.opening) || partner.story?.terms?.some((term) => isAbove(term.tier))),
  );
  return new Set(managed.map((partner) => partner.code));
}

/** The last quarter that is over and closed once the month before the open one is. */
function lastClosedQuarter(frame: Frame): Quarter {
  const candidate = quarterOf(frame.openMonth);
  return quarterOf(addMonths(lastMonthOf(candidate), -3));
}

export function sampleProgramme(options: { readonly today?: IsoDate } = {}): SampleProgramme {
  const today = options.today ?? SAMPLE_TODAY;
  const frame = frameFor(today);
  const book = new ClientBook(new Rng('clients'));
  const partners = makePartners(frame);
  const deals = makeDeals(partners, frame, book);
  const special = applyEndings(deals, frame);
  const days = new WorkdayCache(frame);
  const rows = withVariances(ordinaryRows(deals, frame, days), deals, frame, days);
  const stories = partners.flatMap((partner) => (partner.story ? [{ code: partner.code, what: partner.story.what }] : []));
  const firstMonth = monthOf(frame.takeover);
  const payoutQuarter = lastClosedQuarter(frame);
  return {
    today,
    files: [
      partnerFile(partners, managedPartners(partners, deals)),
      dealFile(deals),
      billingFile(rows),
      termFile(partners, frame),
      leadFile(partners, deals, frame, book),
      holidayFile(frame.holidays),
    ],
    firstMonth,
    closeThrough: addMonths(frame.openMonth, -1),
    openMonth: frame.openMonth,
    firstQuarter: quarterOf(firstMonth),
    paidThrough: quarterOf(addMonths(lastMonthOf(payoutQuarter), -3)),
    payoutQuarter,
    notable: [...stories, ...special],
  };
}
