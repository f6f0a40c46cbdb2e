// One partner: its row, what changes in it, its negotiated terms.

import { addDays, dueDateOf, paymentDateOf, quarterOf, yearOf } from '../oracle/dates.ts';
import type { Cells } from '../oracle/facts.ts';
import { TIERS, type TierName } from '../oracle/terms.ts';
import type { Dice } from './dice.ts';
import { arrivalOf, borderDatesOf, clamp, dateWithin, type Frame, type Item, lastArrival, monthAt } from './frame.ts';

export type PartnerPlan = {
  code: string;
  openingOn: string;
  // 0 Bronze to 3 Platinum.
  openingTier: number;
  at: number;
  // No deal or lead is imported, and none is dated, from here on.
  lastDealAt: number;
  lastDealOn: string;
  items: Item[];
};

// A valid Pakistani IBAN over a made-up account.
export function iban(dice: Dice): string {
  const bank = dice.pick(['HABB', 'MEZN', 'SCBL', 'UNIL', 'ALFH']);
  let account = '';
  for (let digit = 0; digit < 16; digit++) account += String(dice.int(0, 9));
  const letters = `${bank}${account}PK00`;
  const digits = [...letters].map((char) => String(Number.parseInt(char, 36))).join('');
  const check = 98n - (BigInt(digits) % 97n);
  return `PK${String(check).padStart(2, '0')}${bank}${account}`;
}

// Certificates that end on, before and after a payment date and a due date.
function exemptUntil(dice: Dice, frame: Frame, holidays: string[]): string {
  const quarter = quarterOf(monthAt(frame, dice.int(0, frame.months - 1)));
  const date = dice.percent(50) ? dueDateOf(quarter, frame.terms.payoutDays) : paymentDateOf(quarter, holidays, frame.terms.payoutDays);
  return addDays(date, dice.pick([-1, 0, 0, 1]));
}

function standingCells(dice: Dice, frame: Frame, holidays: string[]): Cells {
  const standing = dice.pick(['filer', 'filer', 'filer', 'non_filer', 'exempt', 'exempt', 'non_resident', '']);
  return { tax_standing: standing, exempt_until: standing === 'exempt' ? exemptUntil(dice, frame, holidays) : '' };
}

function bankCells(dice: Dice, name: string): Cells {
  return { bank_title: name, bank_name: 'A Bank', iban: iban(dice) };
}

function openingCells(dice: Dice, frame: Frame, joinedOn: string): Cells {
  if (!dice.percent(30)) return { tier: '', tier_since: '' };
  let since = dice.percent(40) ? joinedOn : clamp(addDays(joinedOn, dice.int(0, 120)), joinedOn, frame.lastDay);
  if (dice.percent(15)) since = `${yearOf(joinedOn)}-12-31`;
  if (dice.percent(15) && frame.options.openingOnFirstOfJanuary) since = `${yearOf(joinedOn) + 1}-01-01`;
  if (since.endsWith('-01-01') && !frame.options.openingOnFirstOfJanuary) since = addDays(since, 1);
  since = clamp(since, joinedOn, frame.lastDay);
  return { tier: dice.pick(['bronze', 'silver', 'silver', 'gold', 'gold', 'platinum']), tier_since: since };
}

export function partnerPlan(dice: Dice, frame: Frame, number: number, holidays: string[]): PartnerPlan {
  // Of different lengths, so that the order of codes is not the order of numbers.
  const code = dice.percent(50) ? `P${number}` : `P-${String(number).padStart(4, '0')}`;
  const name = `Partner ${number}`;
  const earliest = `${yearOf(frame.firstDay) - 1}-06-01`;
  const joinedOn = dice.percent(65) ? dateWithin(dice, earliest, addDays(frame.firstDay, 60)) : dateWithin(dice, frame.firstDay, frame.lastDay);
  const opening = openingCells(dice, frame, joinedOn);
  const row: Cells = {
    code,
    name,
    kind: dice.pick(['agency', 'consultant', 'reseller', 'technology']),
    joined_on: joinedOn,
    status: dice.percent(50) ? 'active' : '',
    ...opening,
    email: `partner${number}@partner${number}.example`,
    ...standingCells(dice, frame, holidays),
    ...(dice.percent(88) ? bankCells(dice, name) : { bank_title: '', bank_name: '', iban: '' }),
  };
  const openingOn = opening['tier_since'] === '' ? joinedOn : (opening['tier_since'] ?? joinedOn);
  const at = Math.min(arrivalOf(frame, dice, openingOn), lastArrival(frame));
  const plan: PartnerPlan = {
    code,
    openingOn,
    openingTier: Math.max(0, TIERS.indexOf((opening['tier'] ?? '') as TierName)),
    at,
    lastDealAt: lastArrival(frame),
    lastDealOn: frame.lastDay,
    items: [{ at, kind: 'partners', row }],
  };
  changes(dice, frame, plan, row, holidays);
  negotiatedTerms(dice, frame, plan);
  return plan;
}

function changes(dice: Dice, frame: Frame, plan: PartnerPlan, row: Cells, holidays: string[]): void {
  const updates: { at: number; cells: Cells }[] = [];
  const later = () => dice.int(plan.at + 1, lastArrival(frame));
  if (plan.at >= lastArrival(frame)) return;
  if (dice.percent(15)) updates.push({ at: later(), cells: standingCells(dice, frame, holidays) });
  if (row['iban'] === '' && dice.percent(50)) updates.push({ at: later(), cells: bankCells(dice, row['name'] ?? '') });
  if (dice.percent(14)) {
    const at = later();
    const status = dice.pick(['terminated', 'suspended']);
    updates.push({ at, cells: { status } });
    if (status === 'suspended' && dice.percent(40)) {
      updates.push({ at: Math.min(at + dice.int(1, 12), lastArrival(frame)), cells: { status: 'active' } });
    }
    plan.lastDealAt = at - 1;
    const month = Math.floor(at / 3) - 1;
    plan.lastDealOn = month < 0 ? addDays(plan.openingOn, -1) : `${monthAt(frame, month)}-28`;
  }
  updates.sort((a, b) => a.at - b.at);
  const known = { ...row };
  const taken = new Set<number>([plan.at]);
  for (const { at, cells } of updates) {
    // One row of a partner to an import. An exemption that ends stays recorded: a blank brings nothing.
    if (taken.has(at)) continue;
    taken.add(at);
    Object.assign(known, Object.fromEntries(Object.entries(cells).filter(([, value]) => value !== '')));
    plan.items.push({ at, kind: 'partners', row: { ...known } });
  }
}

function negotiatedTerms(dice: Dice, frame: Frame, plan: PartnerPlan): void {
  if (!dice.percent(30)) return;
  for (const kind of dice.pick([['tier'], ['rate'], ['tier', 'rate']])) {
    let from = dateWithin(dice, plan.openingOn, clamp(addDays(plan.openingOn, 700), plan.openingOn, frame.lastDay));
    for (let left = dice.int(1, 4); left > 0 && from <= frame.lastDay; left--) {
      const to = left === 1 && dice.percent(40) ? '' : endOfTerm(dice, from);
      plan.items.push({
        at: Math.min(Math.max(plan.at, arrivalOf(frame, dice, from, dice.pick([-2, 0, 0, 0, 1, 3]))), lastArrival(frame)),
        kind: 'negotiated_terms',
        row: {
          partner_code: plan.code,
          from,
          to,
          tier: kind === 'tier' ? dice.pick(['silver', 'gold', 'gold', 'platinum']) : '',
          rate_percent: kind === 'rate' ? dice.pick(['10', '17.5', '22.25', '30']) : '',
          approver: 'The MD',
          reason: 'Agreed',
          document: `DOC-${plan.code}-${from}`,
        },
      });
      if (to === '') break;
      from = dice.percent(40) ? addDays(to, 1) : addDays(to, dice.int(2, 200));
    }
  }
}

function endOfTerm(dice: Dice, from: string): string {
  const year = yearOf(from);
  const borders = [...borderDatesOf(year), ...borderDatesOf(year + 1)].filter((date) => date >= from);
  if (dice.percent(60)) return dice.pick(borders);
  return dice.percent(30) ? from : addDays(from, dice.int(1, 400));
}

// Some due dates, and days before them, are holidays.
export function randomHolidays(dice: Dice, frame: Frame): string[] {
  const dates = new Set<string>();
  for (let index = 0; index < frame.months; index += 3) {
    const due = dueDateOf(quarterOf(monthAt(frame, index)), frame.terms.payoutDays);
    if (dice.percent(30)) dates.add(due);
    if (dice.percent(20)) dates.add(addDays(due, -1));
  }
  return [...dates];
}
