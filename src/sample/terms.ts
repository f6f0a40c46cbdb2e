import { addMonths, firstDayOf, type IsoDate, isoDate, lastDayOf, makeDate } from '../shared/calendar.ts';
import { csvFile, type SampleFile } from './csv.ts';
import type { Frame } from './frame.ts';
import type { Partner } from './partners.ts';
import { APPROVERS } from './people.ts';
import { at, Rng } from './rng.ts';
import type { StoryDay } from './stories.ts';

const TERM_COLUMNS = ['partner_code', 'from', 'to', 'tier', 'rate_percent', 'approver', 'reason', 'document'] as const;

type TermRow = Record<(typeof TERM_COLUMNS)[number], string>;

interface Told {
  readonly partner: Partner;
  readonly from: IsoDate;
  readonly to: IsoDate | null;
  readonly tier: string;
  readonly rate: string;
  readonly reason: string;
}

function storyTerms(partners: readonly Partner[], frame: Frame): Told[] {
  const dated = ([year, day]: StoryDay): IsoDate => isoDate(`${at(frame.years, year)}-${day}`);
  return partners.flatMap((partner) =>
    (partner.story?.terms ?? []).map((term) => ({
      partner,
      from: dated(term.from),
      to: term.to ? dated(term.to) : null,
      tier: term.tier ?? '',
      rate: term.rate ?? '',
      reason: term.reason,
    })),
  );
}

const PILOTS: readonly (readonly [rate: string, reason: string])[] = [
  ['16', 'Pilot for rural health clients'],
  ['17.25', 'Matches the rate of its former programme for the first year'],
  ['16.5', 'Introduces clients from the Gulf; travel at its own cost'],
];

/** A few small partners on a rate of their own: one long over, one with an end to come, one open. */
function pilotTerms(partners: readonly Partner[], frame: Frame): Told[] {
  const rng = new Rng('pilot terms');
  const second = makeDate(at(frame.years, 1), 1, 1);
  const able = partners.filter(
    (partner) => !partner.story && partner.status === 'active' && partner.opensOn <= second && partner.years.flat().some(([, , deals]) => deals > 2),
  );
  const spans: readonly (readonly [IsoDate, IsoDate | null])[] = [
    [second, makeDate(at(frame.years, 1), 6, 30)],
    [firstDayOf(addMonths(frame.openMonth, -9)), lastDayOf(addMonths(frame.openMonth, 2))],
    [firstDayOf(addMonths(frame.openMonth, -4)), null],
  ];
  return rng
    .shuffled(able)
    .slice(0, PILOTS.length)
    .map((partner, index) => {
      const [from, to] = at(spans, index);
      const [rate, reason] = at(PILOTS, index);
      return { partner, from, to, tier: '', rate, reason };
    });
}

export function termFile(partners: readonly Partner[], frame: Frame): SampleFile {
  const all = [...storyTerms(partners, frame), ...pilotTerms(partners, frame)].sort((a, b) =>
    a.from < b.from ? -1 : a.from > b.from ? 1 : a.partner.code < b.partner.code ? -1 : 1,
  );
  const rows = all.map(({ partner, from, to, tier, rate, reason }, index): TermRow => {
    const document = `AGR-${from.slice(0, 4)}-${String(index + 11).padStart(3, '0')}`;
    return { partner_code: partner.code, from, to: to ?? '', tier, rate_percent: rate, approver: at(APPROVERS, index % APPROVERS.length), reason, document };
  });
  return csvFile('negotiated_terms.csv', TERM_COLUMNS, rows);
}
