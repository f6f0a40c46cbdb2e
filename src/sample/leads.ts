import { addDays, daysBetween, type IsoDate, isBusinessDay } from '../shared/calendar.ts';
import { formatPlainRupees, type Paisa, paisa } from '../shared/paisa.ts';
import type { ContractType, LeadStatus } from '../shared/vocab.ts';
import type { Client, ClientBook } from './clients.ts';
import { csvFile, type SampleFile } from './csv.ts';
import type { Deal } from './deals.ts';
import { type Frame, workday } from './frame.ts';
import type { Partner } from './partners.ts';
import { Rng } from './rng.ts';

const LEAD_COLUMNS = [
  'partner_code',
  'client',
  'contact_name',
  'contact_email',
  'submitted_on',
  'status',
  'contact_title',
  'contact_phone',
  'description',
  'estimated_value',
  'timeline',
  'services',
  'decision_timeline',
  'industry',
  'qualified_on',
  'closed_on',
  'lost_reason',
  'deal_code',
] as const;

interface Lead {
  readonly partner: Partner;
  readonly client: Client;
  readonly status: LeadStatus;
  readonly submittedOn: IsoDate;
  readonly qualifiedOn: IsoDate | null;
  readonly closedOn: IsoDate | null;
  readonly reason: string;
  readonly value: Paisa;
  readonly type: ContractType;
  readonly deal: Deal | null;
}

/** What is asked for, and why. */
const OFFERS: Readonly<Record<ContractType, readonly (readonly [services: string, description: string])[]>> = {
  staff_augmentation: [
    ['Staff augmentation', 'Needs senior engineers beside its own team'],
    ['Staff augmentation, QA', 'Has a release to keep and nobody to test it'],
    ['Staff augmentation, DevOps', 'Lost two developers and its build pipeline with them'],
    ['Dedicated team', 'Wants a squad for a new product line'],
  ],
  fixed_price: [
    ['Web application', 'Replaces a spreadsheet process with a web application'],
    ['Mobile application', 'Customer app for Android and iOS'],
    ['System integration', 'Links its shop, stock and courier systems'],
    ['Data migration', 'Moves ten years of records off an old system'],
    ['E-commerce build', 'Opens an online shop before the season'],
  ],
  retainer: [
    ['Support and maintenance', 'Wants its existing application looked after'],
    ['Product retainer', 'Monthly improvements to a portal built elsewhere'],
    ['UX and front-end retainer', 'Regular design and front-end work'],
  ],
  managed_services: [
    ['Managed services', 'Hands over hosting, monitoring and first-line support'],
    ['Application operations', 'Round-the-clock operation of its order system'],
    ['Managed cloud', 'Moves its servers out of a head-office cupboard'],
  ],
};
const LOST = [
  'Chose a cheaper bid',
  'Budget frozen until next year',
  'Built it with its own team',
  'No decision after three meetings',
  'Chose a vendor of its parent company',
  'Project cancelled',
];
const RETURNED = [
  'Budget not realistic for the scope',
  'No decision-maker identified',
  'Cold outreach, no relationship',
  'Needs hardware only, not our services',
  'Already in talks with our sales team',
  'Timeline of two weeks cannot be met',
];

/** Two days at most in nine cases of ten (48 hours, programme.md 2.2). */
const reviewDays = (rng: Rng): number => (rng.chance(90) ? rng.int(0, 2) : rng.int(3, 5));

/** The lead behind a deal; none where the partner had not joined early enough to submit one. */
function wonLead(deal: Deal, frame: Frame, rng: Rng): Lead | null {
  let submittedOn = addDays(deal.signedOn, -rng.int(18, 80));
  while (!isBusinessDay(submittedOn, frame.closedDays)) submittedOn = addDays(submittedOn, 1);
  const qualifiedOn = addDays(submittedOn, reviewDays(rng));
  if (submittedOn < deal.partner.joinedOn || rng.chance(6)) return null;
  const { partner, client, type, signedOn } = deal;
  return { partner, client, status: 'won', submittedOn, qualifiedOn, closedOn: signedOn, reason: '', value: deal.value, type, deal };
}

const GUESSED: readonly (readonly [ContractType, number])[] = [
  ['retainer', 34],
  ['staff_augmentation', 30],
  ['managed_services', 8],
  ['fixed_price', 28],
];

function unwonLead(partner: Partner, client: Client, submittedOn: IsoDate, status: LeadStatus, last: IsoDate, rng: Rng): Lead {
  const lead = { partner, client, status, submittedOn, value: paisa(rng.int(2, 48) * 25_000_000), type: rng.weighted(GUESSED), deal: null };
  if (status === 'submitted') return { ...lead, qualifiedOn: null, closedOn: null, reason: '' };
  const reviewed = addDays(submittedOn, Math.min(reviewDays(rng), daysBetween(submittedOn, last)));
  if (status === 'returned') return { ...lead, qualifiedOn: null, closedOn: reviewed, reason: rng.pick(RETURNED) };
  if (status !== 'lost') return { ...lead, qualifiedOn: reviewed, closedOn: null, reason: '' };
  return { ...lead, qualifiedOn: reviewed, closedOn: addDays(reviewed, Math.min(rng.int(14, 90), daysBetween(reviewed, last))), reason: rng.pick(LOST) };
}

/** What came to nothing: about one lead lost or returned for every two won, from the partners that bring most. */
function failedLeads(deals: readonly Deal[], frame: Frame, book: ClientBook, rng: Rng): Lead[] {
  const until = addDays(frame.horizon, -40);
  return deals
    .filter(() => rng.chance(45))
    .flatMap(({ partner }): Lead[] => {
      const to = partner.stopsOn < until ? partner.stopsOn : until;
      if (partner.opensOn > to) return [];
      return [unwonLead(partner, book.next(), workday(rng, frame, partner.opensOn, to), rng.chance(68) ? 'lost' : 'returned', frame.today, rng)];
    });
}

const OPEN: readonly (readonly [LeadStatus, count: number, minAge: number, maxAge: number])[] = [
  ['submitted', 7, 0, 1],
  ['submitted', 3, 4, 7],
  ['qualified', 16, 6, 30],
  ['engaged', 18, 12, 60],
  ['proposal', 14, 25, 90],
];

/** The pipeline of the day. Two of its clients are somebody else's already: clashes to be decided (programme.md 2.3). */
function openLeads(partners: readonly Partner[], deals: readonly Deal[], frame: Frame, book: ClientBook, rng: Rng): Lead[] {
  const able = partners.filter(
    (partner) => partner.status === 'active' && partner.opensOn <= addDays(frame.today, -95) && partner.years.flat().some(([, , count]) => count >= 2),
  );
  const leads = OPEN.flatMap(([status, count, minAge, maxAge]) =>
    Array.from({ length: count }, () => unwonLead(rng.pick(able), book.next(), addDays(frame.today, -rng.int(minAge, maxAge)), status, frame.today, rng)),
  );
  const clashing = deals.filter((deal) => deal.signedOn < addDays(frame.today, -120) && !deal.cancelled);
  return leads.map((lead, index) => {
    if (index !== 1 && index !== 8) return lead;
    const theirs = rng.pick(clashing.filter((deal) => deal.partner !== lead.partner));
    return { ...lead, client: theirs.client };
  });
}

function leadRow(lead: Lead, rng: Rng): Record<(typeof LEAD_COLUMNS)[number], string> {
  const { client } = lead;
  const [services, description] = rng.pick(OFFERS[lead.type]);
  return {
    partner_code: lead.partner.code,
    client: client.name,
    contact_name: client.contact,
    contact_email: client.email,
    submitted_on: lead.submittedOn,
    status: lead.status,
    contact_title: client.title,
    contact_phone: client.phone,
    description,
    estimated_value: formatPlainRupees(lead.value),
    timeline: rng.pick(['Within a month', 'Next quarter', '3 to 6 months', '6 months or more', 'As soon as possible']),
    services,
    decision_timeline: rng.pick(['2 weeks', '1 month', 'After the budget round', 'Next board meeting', '6 weeks']),
    industry: client.industry,
    qualified_on: lead.qualifiedOn ?? '',
    closed_on: lead.closedOn ?? '',
    lost_reason: lead.reason,
    deal_code: lead.deal?.code ?? '',
  };
}

export function leadFile(partners: readonly Partner[], deals: readonly Deal[], frame: Frame, book: ClientBook): SampleFile {
  const rng = new Rng('leads');
  const won = deals.flatMap((deal) => wonLead(deal, frame, rng) ?? []);
  const all = [...won, ...failedLeads(deals, frame, book, rng), ...openLeads(partners, deals, frame, book, rng)];
  const order = all.map((lead, index) => ({ lead, index }));
  order.sort((a, b) => (a.lead.submittedOn === b.lead.submittedOn ? a.index - b.index : a.lead.submittedOn < b.lead.submittedOn ? -1 : 1));
  return csvFile(
    'leads.csv',
    LEAD_COLUMNS,
    order.map(({ lead }) => leadRow(lead, rng)),
  );
}
