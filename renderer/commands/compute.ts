import { addBusinessDays, addDays, type IsoDate } from '../../src/shared/calendar.ts';
import { type Paisa, paisa } from '../../src/shared/paisa.ts';
import { allocate, applyRate, parsePercent } from '../../src/shared/rate.ts';
import { parseDateInput } from '../forms/date-input.ts';
import { parseMoneyInput } from '../forms/money-input.ts';

/** What the palette worked out: the answer, how, and under which rule. */
export type Computed =
  | { readonly kind: 'money'; readonly paisa: Paisa; readonly how: string; readonly rule: string }
  | { readonly kind: 'date'; readonly date: IsoDate; readonly how: string; readonly rule: string }
  /** Asked of the core: only it knows the path of a partner. */
  | { readonly kind: 'tier'; readonly partner: string; readonly on: IsoDate };

export interface Known {
  readonly today: IsoDate;
  readonly holidays: ReadonlySet<string>;
}

function money(text: string): Paisa | null {
  const rupees = parseMoneyInput(text);
  return rupees === null ? null : paisa(Number(rupees.replace('.', '')));
}

/** `18% of 45 lakh` */
function share(text: string): Computed | null {
  const match = /^([\d.]+\s*%)\s+of\s+(.+)$/i.exec(text);
  const rate = parsePercent(match?.[1] ?? '');
  const of = money(match?.[2] ?? '');
  if (match === null || rate === null || of === null) return null;
  return { kind: 'money', paisa: applyRate(of, rate), how: `${match[1]} of ${match[2]}, to the paisa, half away from zero`, rule: '3.2' };
}

/** `45m/24`: one of equal parts; the first ones carry what does not divide. */
function part(text: string): Computed | null {
  const match = /^(.+?)\s*\/\s*(\d{1,4})$/.exec(text);
  const of = money(match?.[1] ?? '');
  const parts = Number(match?.[2] ?? 0);
  if (match === null || of === null || parts < 1) return null;
  const shares = allocate(
    of,
    Array.from({ length: parts }, () => 1),
  );
  const [largest, least] = [shares[0], shares.at(-1)];
  if (largest === undefined || least === undefined) return null;
  const how = largest === least ? `${parts} equal parts` : `the least of ${parts} parts; the first ones are a paisa more, so that they add up`;
  return { kind: 'money', paisa: least, how, rule: '' };
}

/** `10 bd from 14 Oct`, `90 days from 5 Jan`, `5 bd` */
function days(text: string, { today, holidays }: Known): Computed | null {
  const match = /^(\d{1,4})\s*(bd|business days?|days?|d)(?:\s+(?:from|after)\s+(.+))?$/i.exec(text);
  if (match === null) return null;
  const [, count = '', unit = '', from = 'today'] = match;
  const start = parseDateInput(from, today);
  if (start === null) return null;
  const isBusiness = unit.toLowerCase().startsWith('b');
  return isBusiness
    ? { kind: 'date', date: addBusinessDays(start, Number(count), holidays), how: `${count} business days after ${start}, holidays left out`, rule: '9.1' }
    : { kind: 'date', date: addDays(start, Number(count)), how: `${count} days after ${start}`, rule: '' };
}

/** `tier of P-0008 on 30 Jun` */
function tierOf(text: string, { today }: Known): Computed | null {
  const match = /^tier of\s+(\S+)(?:\s+on\s+(.+))?$/i.exec(text);
  const on = parseDateInput(match?.[2] ?? 'today', today);
  return match === null || on === null ? null : { kind: 'tier', partner: (match[1] ?? '').toUpperCase(), on };
}

/** `45 lakh`, `=1.5m*3`: an amount with a unit or a sum is worth reading back; bare digits may be a code. */
function amount(text: string): Computed | null {
  if (!/^(?:=.*[*+].*|(?:pkr|rs\.?)?\s*[\d,.]+\s*[a-z]+)$/i.test(text)) return null;
  const value = money(text);
  return value === null ? null : { kind: 'money', paisa: value, how: text, rule: '' };
}

/** What a line of the palette asks to be worked out; null when it asks nothing. Never evaluates text as code. */
export function compute(text: string, known: Known): Computed | null {
  const asked = text.trim();
  return share(asked) ?? part(asked) ?? days(asked, known) ?? tierOf(asked, known) ?? amount(asked);
}
