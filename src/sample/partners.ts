import { addDays, addMonths, type IsoDate, lastDayOf, lastMonthOf, makeDate, quarterOf } from '../shared/calendar.ts';
import type { PartnerKind, PartnerStatus, TaxStanding, Tier } from '../shared/vocab.ts';
import { CITIES, COMPANIES, type CompanyName, PRACTICES } from './company-names.ts';
import { csvFile, type SampleFile } from './csv.ts';
import { type Frame, workday } from './frame.ts';
import { BANKS, inventedAccount, mobile, pakistaniIban, syntheticCnic, syntheticNtn } from './identifiers.ts';
import { ACCOUNT_MANAGERS, mailbox, type Person, person, slug } from './people.ts';
import { at, Rng } from './rng.ts';
import { END, type Segment, STORIES, type Story } from './stories.ts';

const KIND_COUNTS: Readonly<Record<PartnerKind, number>> = { agency: 85, consultant: 65, reseller: 35, technology: 15 };

/** One partner before it has a code: what it is called and how many deals it brings when. */
interface Draft {
  readonly kind: PartnerKind;
  readonly company: CompanyName;
  /** Whose name it goes by (consultants) or who answers for it. */
  readonly contact: Person;
  readonly years: readonly (readonly Segment[])[];
  readonly story: Story | null;
  readonly joinedOn: IsoDate;
  readonly opening: Tier | null;
}

export interface Partner extends Draft {
  readonly code: string;
  /** First day on which a deal can be signed (programme.md 1.7). */
  readonly opensOn: IsoDate;
  /** Last day on which it brings deals: a suspended or terminated partner stops. */
  readonly stopsOn: IsoDate;
  readonly status: PartnerStatus;
  /** Early cancellations may be dealt to it. */
  readonly loose: boolean;
  readonly city: string;
  readonly country: string;
  readonly tax: TaxStanding | null;
  readonly exemptUntil: IsoDate | null;
  readonly banked: boolean;
}

type Counts = readonly [first: number, second: number, third: number];
const evenly = (counts: Counts): Segment[][] => counts.map((count, index) => [[1, index === 2 ? END : 12, count]]);

const BRONZE_YEAR = [
  [0, 56],
  [1, 24],
  [2, 11],
  [3, 5],
  [4, 2],
  [5, 2],
] as const;

/** How many partners, besides the stories, do about as well as Silver asks: steady, climbing, fading, new. */
const SILVER_PLANS: readonly (readonly [number, (rng: Rng) => Counts])[] = [
  [10, (rng) => [rng.int(6, 9), rng.int(6, 9), rng.int(6, 9)]],
  [6, (rng) => [rng.int(0, 3), rng.int(5, 8), rng.int(6, 10)]],
  [5, (rng) => [rng.int(7, 9), rng.int(2, 5), rng.int(3, 6)]],
  [5, (rng) => [0, rng.int(6, 8), rng.int(6, 8)]],
];

/** Draws the names of one kind, none twice. */
function namesFor(kind: PartnerKind, count: number, rng: Rng): { company: CompanyName; contact: Person }[] {
  if (kind !== 'consultant') {
    const companies = rng.shuffled(COMPANIES[kind]);
    return Array.from({ length: count }, (_, index) => ({ company: at(companies, index), contact: person(rng) }));
  }
  const taken = new Map<string, { company: CompanyName; contact: Person }>();
  while (taken.size < count) {
    const contact = person(rng);
    const name = contact.name + rng.weighted(PRACTICES);
    if (!taken.has(contact.name)) taken.set(contact.name, { company: { name, latin: name }, contact });
  }
  return [...taken.values()];
}

function storyDrafts(frame: Frame, rng: Rng): Draft[] {
  const before = addDays(frame.takeover, -30);
  return STORIES.map((story) => {
    const own = story.name.replace(/ (?:& Associates|Advisory|Consulting)$/, '');
    const space = own.lastIndexOf(' ');
    const contact = story.kind === 'consultant' ? { first: own.slice(0, space), last: own.slice(space + 1), name: own } : person(rng);
    const joinedOn = workday(rng, frame, addDays(before, -365 * rng.int(1, 4)), before);
    return { kind: story.kind, company: { name: story.name, latin: story.name }, contact, years: story.years, story, joinedOn, opening: story.opening ?? null };
  });
}

/** When the others joined: most before the books begin, the rest spread over the years. */
function joinedOn(frame: Frame, rng: Rng, plan: Counts): IsoDate {
  const second = at(frame.years, 1);
  const startsLate = plan[0] === 0 && plan[1] > 5;
  if (startsLate) return workday(rng, frame, makeDate(second, 1, 3), makeDate(second, 3, 10));
  if (plan[0] > 5 || rng.chance(62)) return workday(rng, frame, makeDate(at(frame.years, 0) - 4, 2, 1), addDays(frame.takeover, -20));
  return workday(rng, frame, frame.takeover, addDays(frame.horizon, -25));
}

function otherDrafts(frame: Frame, rng: Rng): Draft[] {
  const named = Object.entries(KIND_COUNTS).flatMap(([text, count]) => {
    const kind = text as PartnerKind;
    const left = count - STORIES.filter((story) => story.kind === kind).length;
    return namesFor(kind, left, rng).map((names) => ({ kind, ...names }));
  });
  const plans = SILVER_PLANS.flatMap(([count, plan]) => Array.from({ length: count }, () => plan(rng)));
  return rng.shuffled(named).map((names, index) => {
    const silver = plans[index];
    const plan: Counts = silver ?? [rng.weighted(BRONZE_YEAR), rng.weighted(BRONZE_YEAR), rng.weighted(BRONZE_YEAR)];
    const joined = joinedOn(frame, rng, plan);
    const opening = silver && plan[0] > 5 && rng.chance(60) ? 'silver' : null;
    return { ...names, years: evenly(plan), story: null, joinedOn: joined, opening };
  });
}

/** A partner taken over with a tier opens on the day of the takeover, any other on the day it joined. */
function opensOn(draft: Draft, frame: Frame): IsoDate {
  return draft.joinedOn < frame.takeover ? frame.takeover : draft.joinedOn;
}

/** Odd ones out by their place in a shuffled list of bronze partners, so that each kind of trouble turns up a known number of times. */
function standing(place: number, frame: Frame): Pick<Partner, 'status' | 'stopsOn' | 'tax' | 'exemptUntil' | 'banked' | 'country'> {
  const due = addDays(lastDayOf(lastMonthOf(quarterOf(addMonths(frame.openMonth, -3)))), 15);
  const usual = { status: 'active', stopsOn: frame.today, tax: 'filer', exemptUntil: null, banked: true, country: 'PK' } as const;
  // The second certificate ends on the day the quarter falls due and still counts; the first ended the day before.
  const certificates = [
    addDays(due, -1),
    due,
    lastDayOf(addMonths(frame.openMonth, -4)),
    lastDayOf(addMonths(frame.openMonth, 8)),
    lastDayOf(addMonths(frame.openMonth, 8)),
  ];
  if (place < 3) return { ...usual, status: 'suspended', stopsOn: lastDayOf(addMonths(frame.openMonth, -3 - place)) };
  if (place < 6) return { ...usual, status: 'terminated', stopsOn: lastDayOf(addMonths(frame.openMonth, -4 * place)) };
  if (place < 11) return { ...usual, tax: 'exempt', exemptUntil: at(certificates, place - 6) };
  if (place === 11) return { ...usual, tax: 'non_resident', country: 'AE' };
  if (place === 12) return { ...usual, tax: 'non_resident', country: 'GB', banked: false };
  if (place < 17) return { ...usual, banked: false };
  if (place < 19) return { ...usual, tax: null };
  if (place < 43) return { ...usual, tax: 'non_filer' };
  return usual;
}

export function makePartners(frame: Frame): Partner[] {
  const rng = new Rng('partners');
  const drafts = [...storyDrafts(frame, rng), ...otherDrafts(frame, rng)];
  const dealsOf = (draft: Draft): number => draft.years.flat().reduce((sum, [, , deals]) => sum + deals, 0);
  // Trouble is of interest only where money moves, and must not cut a story short.
  const places = new Map(rng.shuffled(drafts.filter((draft) => !draft.story && dealsOf(draft) > 1)).map((draft, place) => [draft, place]));
  const sorted = [...drafts].sort((a, b) => (a.joinedOn < b.joinedOn ? -1 : a.joinedOn > b.joinedOn ? 1 : a.company.latin < b.company.latin ? -1 : 1));
  return sorted.map((draft, index) => {
    const state = standing(places.get(draft) ?? (rng.chance(12) ? 42 : 99), frame);
    return {
      ...draft,
      ...state,
      code: `P-${String(index + 1).padStart(4, '0')}`,
      opensOn: opensOn(draft, frame),
      loose: draft.story?.loose ?? !draft.story,
      city: state.country === 'AE' ? 'Dubai' : state.country === 'GB' ? 'Manchester' : rng.weighted(CITIES),
    };
  });
}

const PARTNER_COLUMNS = [
  'code',
  'name',
  'kind',
  'joined_on',
  'status',
  'tier',
  'tier_since',
  'email',
  'phone',
  'city',
  'country',
  'tax_standing',
  'exempt_until',
  'ntn',
  'cnic',
  'bank_title',
  'bank_name',
  'iban',
  'contact_name',
  'contact_title',
  'industry',
  'website',
  'account_manager',
] as const;

const INDUSTRY: Readonly<Record<PartnerKind, readonly string[]>> = {
  agency: ['Digital marketing', 'Advertising', 'Branding and design', 'Public relations', 'Content and media', 'E-commerce'],
  consultant: ['Management consulting', 'IT consulting', 'Healthcare', 'Banking and finance', 'Textiles', 'Education', 'Logistics'],
  reseller: ['Hardware and software resale', 'Licences', 'Office systems', 'Networks'],
  technology: ['Software', 'Cloud services', 'Data security', 'Payments'],
};
const POSITION: Readonly<Record<PartnerKind, readonly string[]>> = {
  agency: ['Managing Partner', 'Creative Director', 'Head of Partnerships', 'Founder'],
  consultant: ['Consultant', 'Principal', 'Independent Adviser'],
  reseller: ['Proprietor', 'General Manager', 'Head of Sales'],
  technology: ['Chief Executive', 'VP Alliances', 'Co-founder'],
};

/** A bank prints at most 40 characters of a title (regulation.md, section 4). */
const bankTitle = (latin: string): string => slug(latin, ' ').toUpperCase().slice(0, 40).trim();

function partnerRow(partner: Partner, index: number, managed: ReadonlySet<string>, rng: Rng): Record<(typeof PARTNER_COLUMNS)[number], string> {
  const [bankCode, bankName] = rng.pick(BANKS);
  const iban = pakistaniIban(bankCode, inventedAccount(rng, index + 1));
  const { kind, contact, company } = partner;
  const site = `${slug(company.latin, '')}.example`;
  const local = partner.country === 'PK';
  const manager = rng.pick(ACCOUNT_MANAGERS);
  return {
    code: partner.code,
    name: company.name,
    kind,
    joined_on: partner.joinedOn,
    status: partner.status,
    tier: partner.opening ?? '',
    tier_since: partner.opening ? partner.opensOn : '',
    email: kind === 'consultant' ? mailbox(contact, site) : `partners@${site}`,
    phone: local ? mobile(5000 + index) : partner.country === 'AE' ? '+971 50 555 0114' : '+44 7700 900 118',
    city: partner.city,
    country: partner.country,
    tax_standing: partner.tax ?? '',
    exempt_until: partner.exemptUntil ?? '',
    ntn: local && (kind !== 'consultant' || rng.chance(25)) ? syntheticNtn(index + 1) : '',
    cnic: local && kind === 'consultant' ? syntheticCnic(partner.city, index + 1) : '',
    bank_title: partner.banked ? bankTitle(kind === 'consultant' ? contact.name : company.latin) : '',
    bank_name: partner.banked ? bankName : '',
    iban: partner.banked ? iban : '',
    contact_name: contact.name,
    contact_title: rng.pick(POSITION[kind]),
    industry: rng.pick(INDUSTRY[kind]),
    website: kind === 'consultant' && rng.chance(60) ? '' : `https://www.${site}`,
    account_manager: managed.has(partner.code) ? manager : '',
  };
}

/** `managed`: codes of the partners that have been Silver or above. */
export function partnerFile(partners: readonly Partner[], managed: ReadonlySet<string>): SampleFile {
  const rng = new Rng('partner details');
  return csvFile(
    'partners.csv',
    PARTNER_COLUMNS,
    partners.map((partner, index) => partnerRow(partner, index, managed, rng)),
  );
}
