import { addDays, addMonths, daysInMonth, firstDayOf, type IsoDate, type Month, makeDate, monthOf, nearestBusinessDay, yearOf } from '../shared/calendar.ts';
import { formatPlainRupees, type Paisa, paisa } from '../shared/paisa.ts';
import type { CancelReason, ContractType } from '../shared/vocab.ts';
import type { Client, ClientBook } from './clients.ts';
import { csvFile, type SampleFile } from './csv.ts';
import { type Frame, lastMonthNumber, workday } from './frame.ts';
import type { Partner } from './partners.ts';
import { Rng } from './rng.ts';
import { END, type Segment, type StoryContract } from './stories.ts';

interface Contract {
  readonly type: ContractType;
  /** A month; null for a fixed price. */
  readonly monthly: Paisa | null;
  readonly value: Paisa;
  /** Null: open-ended; the contract value is then that of its first year. */
  readonly months: number | null;
}

export interface Deal extends Contract {
  code: string;
  readonly partner: Partner;
  readonly client: Client;
  readonly signedOn: IsoDate;
  readonly startOn: IsoDate;
  /** Carries a contract of the published examples: runs its course and is billed as agreed. */
  readonly told: boolean;
  /** Its place among the deals the partner signed in that calendar year, from 0. */
  readonly nth: number;
  ownRate: { readonly percent: string; readonly reason: string } | null;
  completedOn: IsoDate | null;
  cancelled: { readonly on: IsoDate; readonly reason: CancelReason } | null;
  /** Months billed after the term; the client stayed. */
  retainedMonths: number;
}

export const isFixed = (deal: Deal): boolean => deal.type === 'fixed_price';
export const startMonth = (deal: Deal): Month => monthOf(deal.startOn);
/** Last month of the term; null when open-ended. */
export const termEnd = (deal: Deal): Month | null => (deal.months === null ? null : addMonths(startMonth(deal), deal.months - 1));

const rupees = (amount: number): Paisa => paisa(amount * 100);
const TYPES = [
  ['retainer', 34],
  ['staff_augmentation', 28],
  ['managed_services', 10],
  ['fixed_price', 28],
] as const;
const MONTHS = {
  retainer: [
    [6, 20],
    [12, 44],
    [18, 8],
    [24, 12],
    [null, 16],
  ],
  staff_augmentation: [
    [6, 24],
    [9, 16],
    [12, 34],
    [18, 14],
    [24, 4],
    [null, 8],
  ],
  managed_services: [
    [12, 45],
    [24, 25],
    [36, 8],
    [null, 22],
  ],
} as const;

/** Engineers at a monthly rate each; the sum stays between 0.5 and 4.5 million. */
function staffRate(rng: Rng): number {
  const engineers = rng.weighted([
    [1, 40],
    [2, 34],
    [3, 16],
    [4, 7],
    [5, 3],
  ]);
  return Math.min(4_500_000, engineers * rng.int(20, 36) * 25_000);
}

function contractOf(rng: Rng): Contract {
  const type = rng.weighted(TYPES);
  if (type === 'fixed_price') {
    // The smaller of two draws: most projects are small.
    const value = rupees(Math.min(rng.int(4, 48), rng.int(4, 48)) * 250_000);
    return { type, monthly: null, value, months: rng.int(2, 8) };
  }
  const months: number | null = rng.weighted<number | null>(MONTHS[type]);
  const round = type === 'retainer' ? rng.int(10, 36) * 25_000 : type === 'managed_services' ? rng.int(32, 48) * 50_000 : staffRate(rng);
  // Some rates were converted from a foreign currency and are not round.
  const monthly = type !== 'retainer' && rng.chance(9) ? paisa(rupees(round) - rng.int(1, 999_999)) : rupees(round);
  return { type, monthly, value: paisa(monthly * (months ?? 12)), months };
}

function storyContract(told: StoryContract): Contract {
  const amount = rupees(told.rupees);
  return told.type === 'fixed_price'
    ? { type: told.type, monthly: null, value: amount, months: told.months }
    : { type: told.type, monthly: amount, value: paisa(amount * told.months), months: told.months };
}

/** Most contracts start with a month; the rest within days, as the client was in a hurry. */
function startOf(rng: Rng, frame: Frame, signedOn: IsoDate): IsoDate {
  if (rng.chance(22)) return nearestBusinessDay(addDays(signedOn, rng.int(2, 12)), 1, frame.closedDays);
  const next = addMonths(monthOf(signedOn), rng.chance(85) ? 1 : 2);
  return firstDayOf(next);
}

/** The days of one partner's signatures in one calendar year. */
function signatures(rng: Rng, frame: Frame, partner: Partner, year: number, segments: readonly Segment[]): IsoDate[] {
  const last = lastMonthNumber(frame, year);
  const dates: IsoDate[] = [];
  for (const [first, end, deals] of segments) {
    const [from, to] = [first === END ? last : first, end === END ? last : Math.min(end, last)];
    if (from > to) continue;
    const planned = end === END ? (first === END ? 1 : 11 - first) : end - first + 1;
    const wanted = Math.round((deals * (to - from + 1)) / planned);
    let low = makeDate(year, from, 1);
    if (low < partner.opensOn) low = partner.opensOn;
    const high = makeDate(year, to, daysInMonth(year, to));
    if (low > high || low > partner.stopsOn) continue;
    for (let i = 0; i < wanted; i += 1) {
      const date = workday(rng, frame, low, high);
      if (date <= partner.stopsOn && date <= high) dates.push(date);
    }
  }
  return dates.sort();
}

/** Deals of one partner: a third of them with a client it brought before. */
function dealsOf(partner: Partner, frame: Frame, book: ClientBook): Deal[] {
  const rng = new Rng(`deals of ${partner.company.latin}`);
  const clients: Client[] = [];
  return frame.years.flatMap((year, index) => {
    const segments = partner.years[Math.min(index, partner.years.length - 1)] ?? [];
    return signatures(rng, frame, partner, year, segments).map((signedOn, nth) => {
      const told = partner.story?.contracts?.find((contract) => contract.year === index && contract.nth === nth);
      const drawn = contractOf(rng);
      const client = clients.length > 0 && rng.chance(36) ? rng.pick(clients) : book.next();
      if (!clients.includes(client)) clients.push(client);
      const startOn = startOf(rng, frame, signedOn);
      return {
        ...(told ? storyContract(told) : drawn),
        code: '',
        partner,
        client,
        signedOn,
        startOn,
        told: told !== undefined,
        nth,
        ownRate: null,
        completedOn: null,
        cancelled: null,
        retainedMonths: 0,
      };
    });
  });
}

/** A few fresh signatures after the open month, so that the list does not end a month ago. */
function freshDeals(partners: readonly Partner[], frame: Frame, book: ClientBook): Deal[] {
  const rng = new Rng('fresh deals');
  const able = partners.filter((partner) => !partner.story && partner.status === 'active' && partner.years.flat().some(([, , deals]) => deals >= 5));
  const first = addDays(frame.horizon, 1);
  return rng
    .shuffled(able)
    .slice(0, 8)
    .flatMap((partner): Deal[] => {
      const signedOn = workday(rng, frame, first, frame.today);
      if (signedOn > frame.today) return [];
      const startOn = firstDayOf(addMonths(monthOf(signedOn), 1));
      return [
        {
          ...contractOf(rng),
          code: '',
          partner,
          client: book.next(),
          signedOn,
          startOn,
          told: false,
          nth: 99,
          ownRate: null,
          completedOn: null,
          cancelled: null,
          retainedMonths: 0,
        },
      ];
    });
}

const OWN_RATES: readonly (readonly [string, string])[] = [
  ['20', 'Strategic account, approved by the MD'],
  ['22.5', 'Three-year framework; partner wrote the tender'],
  ['17.5', 'Shared with a second introducer'],
  ['30', 'Joint venture pilot, first contract only'],
  ['12', 'Client was already in talks; partner reopened the door'],
  ['24', 'White-label delivery through the partner'],
  ['19.25', 'Rate promised in writing before the tier changed'],
];

function giveOwnRates(deals: readonly Deal[]): void {
  const rng = new Rng('own rates');
  const able = deals.filter((deal) => !deal.told);
  for (const [index, deal] of rng.shuffled(able).slice(0, 14).entries()) {
    const rate = OWN_RATES[index % OWN_RATES.length];
    if (rate) deal.ownRate = { percent: rate[0], reason: rate[1] };
  }
}

/** A project ends around its planned date; one in twelve drags on, and what is not finished by the horizon is open. */
function complete(deals: readonly Deal[], frame: Frame): void {
  const rng = new Rng('completion');
  for (const deal of deals) {
    const planned = addMonths(startMonth(deal), deal.months ?? 1);
    const slip = rng.chance(8) ? rng.int(90, 260) : rng.int(-12, 30);
    const done = nearestBusinessDay(addDays(firstDayOf(planned), slip), 1, frame.closedDays);
    if (isFixed(deal) && done <= frame.horizon) deal.completedOn = done;
  }
}

/** All deals in order of signature, coded `D-<year>-<number>`; nothing is cancelled yet. */
export function makeDeals(partners: readonly Partner[], frame: Frame, book: ClientBook): Deal[] {
  const deals = [...partners.flatMap((partner) => dealsOf(partner, frame, book)), ...freshDeals(partners, frame, book)];
  const sorted = deals
    .map((deal, index) => ({ deal, index }))
    .sort((a, b) => (a.deal.signedOn === b.deal.signedOn ? a.index - b.index : a.deal.signedOn < b.deal.signedOn ? -1 : 1));
  const next = new Map<number, number>();
  for (const { deal } of sorted) {
    const year = yearOf(deal.signedOn);
    const number = (next.get(year) ?? 0) + 1;
    next.set(year, number);
    deal.code = `D-${year}-${String(number).padStart(4, '0')}`;
  }
  const result = sorted.map(({ deal }) => deal);
  giveOwnRates(result);
  complete(result, frame);
  return result;
}

const DEAL_COLUMNS = [
  'code',
  'partner_code',
  'client',
  'contract_type',
  'contract_value',
  'signed_on',
  'start_on',
  'duration_months',
  'expected_monthly_billing',
  'rate_percent',
  'rate_reason',
  'completed_on',
  'cancelled_on',
  'cancel_reason',
] as const;

export function dealFile(deals: readonly Deal[]): SampleFile {
  const rows = deals.map((deal) => ({
    code: deal.code,
    partner_code: deal.partner.code,
    client: deal.client.name,
    contract_type: deal.type,
    contract_value: formatPlainRupees(deal.value),
    signed_on: deal.signedOn,
    start_on: deal.startOn,
    duration_months: deal.months === null ? '' : String(deal.months),
    expected_monthly_billing: deal.monthly === null ? '' : formatPlainRupees(deal.monthly),
    rate_percent: deal.ownRate?.percent ?? '',
    rate_reason: deal.ownRate?.reason ?? '',
    completed_on: deal.completedOn ?? '',
    cancelled_on: deal.cancelled?.on ?? '',
    cancel_reason: deal.cancelled?.reason ?? '',
  }));
  return csvFile('deals.csv', DEAL_COLUMNS, rows);
}
