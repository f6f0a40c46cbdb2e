// One deal: its row, what is learned about it later, its billing lines.

import { addDays, addMonths, monthOf, yearOf } from '../oracle/dates.ts';
import type { Cells } from '../oracle/facts.ts';
import type { Dice } from './dice.ts';
import { arrivalOf, clamp, type Frame, type Item, lastArrival, monthAt, monthIndex, rupees } from './frame.ts';
import type { PartnerPlan } from './partners.ts';

type Update = { at: number; cells: Cells };

type Draft = {
  frame: Frame;
  dice: Dice;
  code: string;
  at: number;
  row: Cells;
  isFixed: boolean;
  signedOn: string;
  startOn: string;
  // Paisa: of the contract when fixed, else of a month.
  amount: number;
  duration: number | null;
  cancelledOn: string | null;
  cancelledAt: number;
  completedOn: string | null;
  updates: Update[];
  items: Item[];
};

const RECURRING = ['staff_augmentation', 'retainer', 'managed_services'];

// `edge`: a commission at, just under or just over the minimum payout, at the deal's own rate of 20 %.
export function dealItems(dice: Dice, frame: Frame, plan: PartnerPlan, code: string, signedOn: string, isEdge = false): Item[] {
  const draft = newDraft(dice, frame, plan, code, signedOn, isEdge);
  if (draft === null) return [];
  cancellation(draft);
  completion(draft);
  amendment(draft);
  const { at, row, updates } = draft;
  const base: Cells = { ...row };
  const later: Update[] = [];
  for (const update of updates) {
    if (update.at <= at) Object.assign(base, update.cells);
    else if (update.at <= lastArrival(frame)) later.push(update);
  }
  draft.items.push({ at, kind: 'deals', row: base });
  dealUpdates(draft, base, later);
  if (draft.isFixed) fixedLines(draft);
  else recurringLines(draft);
  return draft.items;
}

function newDraft(dice: Dice, frame: Frame, plan: PartnerPlan, code: string, signedOn: string, isEdge: boolean): Draft | null {
  const isFixed = isEdge || dice.percent(45);
  const late = dice.percent(85) ? 0 : dice.int(1, 4);
  const at = Math.min(Math.max(plan.at, arrivalOf(frame, dice, signedOn, late)), plan.lastDealAt);
  if (at < plan.at || Math.floor(at / 3) < monthIndex(frame, signedOn)) return null;
  const least = plan.openingOn > frame.firstDay ? plan.openingOn : frame.firstDay;
  const startOn = clamp(addDays(signedOn, dice.pick([0, 0, 0, 1, 15, 30, -10])), least, '9999-12-31');
  const edge = frame.minimumPayout * 5 + dice.pick([-5, 0, 0, 5]);
  const amount = isEdge ? Math.max(5, edge) : someAmount(dice);
  const duration = isFixed || dice.percent(20) ? null : dice.pick([1, 2, 3, 3, 6, 12]);
  const ownRate = isEdge ? '20' : dice.percent(8) ? dice.pick(['12.5', '25', '7.25', '30']) : '';
  const row: Cells = {
    code,
    partner_code: plan.code,
    client: `Client of ${code}`,
    contract_type: isFixed ? 'fixed_price' : dice.pick(RECURRING),
    contract_value: rupees(isFixed ? amount : amount * (duration ?? 12)),
    signed_on: signedOn,
    start_on: startOn,
    duration_months: duration === null ? '' : String(duration),
    expected_monthly_billing: isFixed ? '' : rupees(amount),
    rate_percent: ownRate,
    rate_reason: ownRate === '' ? '' : 'Agreed for this contract',
    completed_on: '',
    cancelled_on: '',
    cancel_reason: '',
  };
  return {
    frame,
    dice,
    code,
    at,
    row,
    isFixed,
    signedOn,
    startOn,
    amount,
    duration,
    cancelledOn: null,
    cancelledAt: Number.POSITIVE_INFINITY,
    completedOn: null,
    updates: [],
    items: [],
  };
}

function someAmount(dice: Dice): number {
  if (dice.percent(50)) return dice.int(1, 60) * 5_000_000;
  if (dice.percent(30)) return dice.int(1, 999);
  return dice.int(100_000, 300_000_000);
}

function cancellation(draft: Draft): void {
  const { dice, frame, signedOn, startOn } = draft;
  if (!dice.percent(22)) return;
  const anchor = dice.percent(60) ? signedOn : startOn;
  const edge = dice.percent(80) ? frame.clawbackDays : 90;
  const offset = dice.pick([edge - 1, edge, edge, edge + 1, edge + 1, -5, 0, 1, 40, 200]);
  let on = addDays(anchor, offset);
  let reason = dice.pick(['client', 'client', 'client', 'fraud', 'other', 'other']);
  if (dice.percent(12)) on = `${yearOf(signedOn) + 1}-01-01`;
  if (dice.percent(6)) {
    on = addDays(signedOn, dice.int(300, 700));
    reason = 'fraud';
  }
  let at = Math.max(draft.at, arrivalOf(frame, dice, on, dice.pick([0, 0, 0, 1, 2, 4])));
  if (dice.percent(6) && frame.options.futureCancellations) at = draft.at + dice.int(0, 2);
  if (at > lastArrival(frame)) return;
  draft.cancelledOn = on;
  draft.cancelledAt = at;
  draft.updates.push({ at, cells: { cancelled_on: on, cancel_reason: reason } });
}

function completion(draft: Draft): void {
  const { dice, frame, cancelledOn } = draft;
  if (!draft.isFixed || !dice.percent(70)) return;
  const least = draft.startOn > draft.signedOn ? draft.startOn : draft.signedOn;
  let on = addDays(least, dice.pick([0, 5, 30, 60, dice.int(0, 200)]));
  if (cancelledOn !== null && dice.percent(70)) {
    on = clamp(addDays(cancelledOn, dice.pick([-30, -1, 0, 0, 1, 20])), least, '9999-12-31');
  }
  let at = Math.max(draft.at, arrivalOf(frame, dice, on, dice.pick([0, 0, 0, 1, 3])));
  if (!frame.options.completionAfterCancellation && at > draft.cancelledAt) {
    if (monthIndex(frame, on) > Math.floor(draft.cancelledAt / 3)) return;
    at = draft.cancelledAt;
  }
  if (at > lastArrival(frame)) return;
  draft.completedOn = on;
  draft.updates.push({ at, cells: { completed_on: on } });
}

// Duration, expected billing or value change while nothing has ended.
function amendment(draft: Draft): void {
  const { dice, frame, isFixed } = draft;
  if (!dice.percent(8)) return;
  const ends = draft.updates.map((update) => update.at);
  const latest = Math.min(lastArrival(frame), ...ends.map((at) => at - 1), draft.at + 12);
  if (latest <= draft.at) return;
  const at = dice.int(draft.at + 1, latest);
  if (isFixed) draft.updates.push({ at, cells: { contract_value: rupees(draft.amount + dice.int(1, 100_000)) } });
  else if (draft.duration !== null && dice.percent(50)) {
    draft.updates.push({ at, cells: { duration_months: String(dice.int(1, 14)) } });
  } else {
    draft.updates.push({ at, cells: { expected_monthly_billing: rupees(draft.amount + dice.int(1, 100_000)) } });
  }
}

function dealUpdates(draft: Draft, base: Cells, updates: Update[]): void {
  const { dice, frame, items } = draft;
  const known = { ...base };
  let last = draft.at;
  for (const at of [...new Set(updates.map((update) => update.at))].sort((a, b) => a - b)) {
    const cells = Object.assign({}, ...updates.filter((update) => update.at === at).map((update) => update.cells));
    Object.assign(known, cells);
    // A blank cell brings nothing: sometimes only what is new is there beside the required columns.
    const sparse = { ...known, duration_months: '', completed_on: '', cancelled_on: '', cancel_reason: '', ...cells };
    items.push({ at, kind: 'deals', row: dice.percent(50) ? { ...known } : sparse });
    last = at;
  }
  if (dice.percent(3) && last < lastArrival(frame)) {
    items.push({ at: dice.int(last + 1, lastArrival(frame)), kind: 'deals', row: { ...known } });
  }
}

// ---- billing ----------------------------------------------------------------------------------------------------

function addLine(draft: Draft, period: string, amount: number, monthsLate = 0): void {
  const { dice, frame, items } = draft;
  if (period < frame.firstMonth || amount === 0) return;
  const at = Math.max(draft.at, arrivalOf(frame, dice, `${period}-01`, monthsLate));
  if (at > lastArrival(frame)) return;
  const number = items.filter((item) => item.kind === 'billing').length;
  const row: Cells = {
    deal_code: draft.code,
    period,
    invoice_no: dice.percent(50) ? `INV-${number}` : `${9 - (number % 10)}/${number}`,
    invoice_date: `${period}-${dice.pick(['01', '15', '28'])}`,
    amount: rupees(amount),
    kind: amount < 0 ? 'credit_note' : dice.pick(['invoice', '']),
  };
  items.push({ at, kind: 'billing', row });
  if (dice.percent(2) && at < lastArrival(frame)) {
    items.push({ at: dice.int(at + 1, lastArrival(frame)), kind: 'billing', row: { ...row } });
  }
}

function someLate(dice: Dice): number {
  return dice.percent(85) ? 0 : dice.int(1, 5);
}

function recurringLines(draft: Draft): void {
  const { dice, frame } = draft;
  const start = monthOf(draft.startOn);
  if (dice.percent(6)) addLine(draft, addMonths(start, -dice.int(1, 2)), draft.amount, someLate(dice));
  const term = draft.duration ?? dice.int(1, 10);
  const beyond = dice.percent(20) ? dice.int(1, 3) : 0;
  const count = Math.min(term, 10) + (term > 10 ? 0 : beyond);
  // Clients are billed on while nobody knows of a cancellation, and sometimes after.
  const cancelled = draft.cancelledOn === null ? null : monthOf(draft.cancelledOn);
  const learned = Number.isFinite(draft.cancelledAt) ? monthAt(frame, Math.floor(draft.cancelledAt / 3)) : null;
  for (let index = 0; index < count; index++) {
    const period = addMonths(start, index);
    const isOver = cancelled !== null && period > cancelled;
    const isKnownOver = isOver && learned !== null && period >= learned;
    if (isKnownOver && !dice.percent(15)) continue;
    if (isOver && !dice.percent(70)) continue;
    monthLines(draft, period);
  }
}

function monthLines(draft: Draft, period: string): void {
  const { dice, frame, amount } = draft;
  const tolerance = frame.tolerance;
  const late = someLate(dice);
  const kind = dice.int(0, 99);
  if (kind < 8) return;
  if (kind < 55) {
    addLine(draft, period, amount, late);
    return;
  }
  if (kind < 70) {
    const offset = dice.pick([tolerance, tolerance + 1, -tolerance, -tolerance - 1]);
    addLine(draft, period, Math.max(1, amount + offset), late);
    return;
  }
  if (kind < 80) {
    addLine(draft, period, Math.max(1, Math.floor((amount * dice.int(20, 180)) / 100)), late);
    return;
  }
  if (kind < 90) {
    const part = Math.max(1, Math.floor(amount / 3));
    addLine(draft, period, part, late);
    addLine(draft, period, Math.max(1, amount - part), someLate(dice));
    return;
  }
  addLine(draft, period, amount, late);
  const credit = dice.percent(40) ? amount : Math.max(1, Math.floor(amount / dice.int(2, 9)));
  addLine(draft, period, -credit, late + dice.pick([0, 0, 1, 3]));
}

function fixedLines(draft: Draft): void {
  const { dice, completedOn, amount } = draft;
  const end = completedOn === null ? addMonths(monthOf(draft.startOn), 3) : monthOf(completedOn);
  const parts = dice.pick([0, 1, 1, 2, 3]);
  let left = amount;
  for (let index = parts; index > 0; index--) {
    const part = index === 1 ? left : Math.floor(left / index);
    left -= part;
    const off = dice.percent(70) ? 0 : dice.pick([draft.frame.tolerance, draft.frame.tolerance + 1, -500]);
    addLine(draft, addMonths(end, -index + 1), Math.max(1, part + off), someLate(dice));
  }
  if (dice.percent(20)) addLine(draft, addMonths(end, dice.int(1, 3)), Math.max(1, Math.floor(amount / 10)), someLate(dice));
  if (dice.percent(5)) addLine(draft, end, -Math.max(1, Math.floor(amount / 20)), someLate(dice));
}
