// When a partner's referrals fall: counts around the thresholds, clusters, borders.

import { addDays, yearOf } from '../oracle/dates.ts';
import type { Cells } from '../oracle/facts.ts';
import { dealItems } from './deals.ts';
import type { Dice } from './dice.ts';
import { arrivalOf, borderDatesOf, dateWithin, type Frame, type Item } from './frame.ts';
import type { PartnerPlan } from './partners.ts';

function someCount(dice: Dice, minimums: number[]): number {
  if (dice.percent(30)) return dice.int(0, 4);
  // The lower thresholds more often than the highest.
  const minimum = dice.percent(55) ? (minimums[0] ?? 6) : dice.pick(minimums);
  return Math.max(0, minimum + dice.pick([-1, -1, 0, 0, 1]));
}

// The days of `count` referrals from `first` to `last`.
function days(dice: Dice, first: string, last: string, count: number): string[] {
  const style = dice.pick(['spread', 'burst', 'border', 'early', 'late', 'border']);
  const year = yearOf(first);
  const middle = dateInside(`${year}-06-30`, first, last);
  const found: string[] = [];
  if (style === 'burst') {
    const day = dateWithin(dice, first, last);
    for (let index = 0; index < count; index++) found.push(dice.percent(85) ? day : dateWithin(dice, first, day));
    return found;
  }
  if (style === 'border') {
    const borders = borderDatesOf(year).filter((date) => date >= first && date <= last);
    const border = borders.length === 0 ? last : dice.pick(borders);
    const same = dice.int(1, 3);
    for (let index = 0; index < count; index++) {
      found.push(index < same ? border : dateWithin(dice, first, border));
    }
    return found;
  }
  const from = style === 'late' ? middle : first;
  const to = style === 'early' ? middle : last;
  for (let index = 0; index < count; index++) found.push(dateWithin(dice, from, to));
  return found;
}

function dateInside(date: string, first: string, last: string): string {
  return date < first || date > last ? first : date;
}

// As many as a grace asks for, the last of them on the last day of it or on the day after.
function graceDays(dice: Dice, first: string, last: string, minimum: number): string[] {
  const year = yearOf(first);
  const isHalfYear = dice.percent(60);
  const count = Math.max(1, isHalfYear ? minimum - dice.pick([0, 0, 1]) : Math.ceil(minimum / 4));
  const border = `${year}-${isHalfYear ? dice.pick(['06-30', '07-01']) : dice.pick(['03-31', '04-01'])}`;
  if (border < first || border > last) return [];
  const found = [border];
  while (found.length < count) found.push(dateWithin(dice, first, addDays(border, -1) < first ? first : addDays(border, -1)));
  return found;
}

// A tier, then a year below its minimum and with nothing late in it, then a grace to its border, and again.
function studyDays(dice: Dice, frame: Frame, plan: PartnerPlan, first: string, last: string): string[] {
  const age = yearOf(first) - yearOf(plan.openingOn);
  const minimum = frame.minimums[Math.max(0, plan.openingTier - 1)] ?? 6;
  const early = (count: number) => Array.from({ length: count }, () => dateInside(`${yearOf(first)}-02-10`, first, last));
  if (plan.openingTier > 0) return age % 2 === 0 ? [] : graceDays(dice, first, last, minimum);
  if (age % 3 === 0) return early(minimum);
  return age % 3 === 1 ? early(1) : graceDays(dice, first, last, minimum);
}

export function referralItems(dice: Dice, frame: Frame, plan: PartnerPlan, codes: () => string): Item[] {
  const items: Item[] = [];
  const byLeads = frame.terms.referralBasis === 'qualified' || frame.terms.referralBasis === 'submitted';
  const isQuiet = dice.percent(25);
  const isGraceStudy = dice.percent(15);
  for (let year = yearOf(plan.openingOn); year <= yearOf(plan.lastDealOn); year++) {
    const first = plan.openingOn > `${year}-01-01` ? plan.openingOn : `${year}-01-01`;
    const last = plan.lastDealOn < `${year}-12-31` ? plan.lastDealOn : `${year}-12-31`;
    if (first > last) continue;
    let planned = days(dice, first, last, isQuiet ? dice.int(0, 3) : someCount(dice, frame.minimums));
    if (isGraceStudy) planned = studyDays(dice, frame, plan, first, last);
    const deals = byLeads ? planned.filter(() => dice.percent(30)) : planned;
    const leads = byLeads ? planned : planned.filter(() => dice.percent(10));
    for (const on of deals) {
      items.push(...dealItems(dice, frame, plan, codes(), on, isQuiet || dice.percent(5)));
    }
    leads.forEach((on, index) => {
      items.push(...leadItem(dice, frame, plan, `${year}-${index}`, on));
    });
  }
  return items;
}

function leadItem(dice: Dice, frame: Frame, plan: PartnerPlan, name: string, on: string): Item[] {
  const status = dice.pick(['submitted', 'qualified', 'qualified', 'engaged', 'proposal', 'lost', 'returned']);
  const isQualified = status !== 'submitted' && status !== 'returned';
  const before = addDays(on, -dice.int(0, 3));
  const submittedOn = frame.terms.referralBasis === 'qualified' && before >= plan.openingOn ? before : on;
  const id = `${plan.code}-${name}`.toLowerCase();
  const at = Math.max(plan.at, arrivalOf(frame, dice, on, dice.percent(85) ? 0 : dice.int(1, 3)));
  if (at > plan.lastDealAt) return [];
  const row: Cells = {
    partner_code: plan.code,
    client: `Prospect ${id}`,
    contact_name: 'A Contact',
    contact_email: `contact@${id}.example`,
    submitted_on: submittedOn,
    status,
    contact_title: 'Head of IT',
    contact_phone: `0300${String(dice.int(0, 9_999_999)).padStart(7, '0')}`,
    description: 'Needs a team',
    estimated_value: '1500000',
    timeline: '6 months',
    services: 'Staff augmentation',
    decision_timeline: '1 month',
    qualified_on: isQualified ? on : '',
    closed_on: status === 'lost' ? on : '',
    lost_reason: status === 'lost' ? 'Price' : '',
  };
  return [{ at, kind: 'leads', row }];
}
