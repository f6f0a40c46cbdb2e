// A seeded life of the programme: imports, closes, payout runs and questions, in the order in which they happen.
// `node test/sim/generate.ts SEED [PARTNERS] [YEARS]` prints one as JSON.

import { Dice } from './life/dice.ts';
import { borderDatesOf, type Frame, frameOf, IMPORTS_A_MONTH, type Item, lastArrival, monthAt, type Options } from './life/frame.ts';
import { partnerPlan, randomHolidays } from './life/partners.ts';
import { referralItems } from './life/referrals.ts';
import { randomTerms } from './life/terms.ts';
import { addDays, addMonths, firstMonthOf, lastMonthOf, quarterOf } from './oracle/dates.ts';
import type { Batch, Cells } from './oracle/facts.ts';
import type { PayoutAct } from './oracle/oracle.ts';
import type { TermsFile } from './oracle/terms.ts';

export type { Options } from './life/frame.ts';

export type Act =
  | { kind: 'import'; batch: Batch }
  | { kind: 'close'; month: string; acceptVariances: string }
  | { kind: 'payouts'; quarter: string; act: PayoutAct }
  | { kind: 'ask'; procedure: string; input: Record<string, string> };

// `today`: the business date on which it happens; it never goes back.
export type Step = Act & { today: string };

export type Life = { seed: number; terms: TermsFile; steps: Step[] };

export function generateLife(seed: number, options: Options): Life {
  const dice = new Dice(seed);
  const firstMonth = options.years > 4 ? '2022-04' : dice.pick(['2022-07', '2023-01', '2023-04']);
  const terms = randomTerms(dice, options, Number(firstMonth.slice(0, 4)));
  const frame = frameOf(options, terms, firstMonth);
  const items = allItems(dice, frame);
  return { seed, terms, steps: new Script(dice, frame, items).steps };
}

function allItems(dice: Dice, frame: Frame): Item[] {
  const holidays = randomHolidays(dice, frame);
  const items: Item[] = holidays.map((date) => ({ at: 0, kind: 'holidays', row: { date, name: `Holiday ${date}` } }));
  const used = new Set<string>();
  const codes = (): string => {
    // In no order, and of different lengths.
    const code = `D${dice.int(1, 9_999_999)}`;
    if (used.has(code)) return codes();
    used.add(code);
    return code;
  };
  for (let number = 1; number <= frame.options.partners; number++) {
    const plan = partnerPlan(dice, frame, number, holidays);
    items.push(...plan.items, ...referralItems(dice, frame, plan, codes));
  }
  return items;
}

const KINDS = ['partners', 'deals', 'billing', 'negotiated_terms', 'holidays', 'leads'] as const;

function batchOf(dice: Dice, items: Item[]): Batch {
  const batch: Batch = {};
  for (const kind of KINDS) {
    const rows: Cells[] = items.filter((item) => item.kind === kind).map((item) => item.row);
    if (rows.length > 0) batch[kind] = dice.shuffled(rows);
  }
  return batch;
}

type Stage = 'waiting' | 'proposed' | 'sent';

class Script {
  readonly steps: Step[] = [];
  private readonly dice: Dice;
  private readonly frame: Frame;
  private today = '';
  private nextToClose: string;
  private quarter: string;
  private stage: Stage = 'waiting';
  private proposedOn = '';

  constructor(dice: Dice, frame: Frame, items: Item[]) {
    this.dice = dice;
    this.frame = frame;
    this.nextToClose = frame.firstMonth;
    this.quarter = quarterOf(frame.firstMonth);
    const arrivals: Item[][] = [];
    for (let at = 0; at <= lastArrival(frame); at++) arrivals.push([]);
    for (const item of items) arrivals[item.at]?.push(item);
    for (let index = 0; index < frame.months; index++) {
      this.today = `${monthAt(frame, index + 1)}-01`;
      this.imports(arrivals.slice(index * IMPORTS_A_MONTH, (index + 1) * IMPORTS_A_MONTH));
      const isLast = index === frame.months - 1;
      this.closes(monthAt(frame, index), isLast);
      this.runs(isLast);
    }
    this.askEverything();
  }

  private add(act: Act): void {
    this.steps.push({ ...act, today: this.today });
  }

  private nextDay(): void {
    this.today = addDays(this.today, 1);
  }

  private imports(arrivals: Item[][]): void {
    for (const items of arrivals) {
      this.nextDay();
      if (items.length > 0) this.add({ kind: 'import', batch: batchOf(this.dice, items) });
      if (this.dice.percent(20)) this.askSomething();
    }
  }

  private closes(upTo: string, isLast: boolean): void {
    this.nextDay();
    const behind = this.nextToClose < addMonths(upTo, -3);
    if (!isLast && !behind && this.dice.percent(25)) return;
    while (this.nextToClose <= upTo) {
      const month = this.nextToClose;
      this.add({ kind: 'close', month, acceptVariances: 'Looked at' });
      this.nextToClose = addMonths(month, 1);
      this.ask('accruals.list', { from: month, to: month });
      this.ask('reconciliation.month', { month });
    }
    this.askSomething();
  }

  private runs(isLast: boolean): void {
    this.nextDay();
    while (this.nextToClose > lastMonthOf(this.quarter)) {
      const pauses = !isLast && this.dice.percent(15);
      if (this.stage === 'waiting') {
        if (this.dice.percent(50)) this.ask('payouts.quarter', { quarter: this.quarter });
        this.act('propose');
        this.proposedOn = this.today;
        this.stage = 'proposed';
      } else if (this.stage === 'proposed') {
        // Proposed again when anything can have come in since.
        if (this.today > this.proposedOn || this.dice.percent(30)) this.act('propose');
        this.act('approve');
        this.act('send');
        this.stage = 'sent';
      } else {
        this.act('pay');
        this.stage = 'waiting';
        this.quarter = quarterOf(addMonths(firstMonthOf(this.quarter), 3));
      }
      if (pauses) return;
    }
  }

  private act(act: PayoutAct): void {
    this.add({ kind: 'payouts', quarter: this.quarter, act });
    this.ask('payouts.quarter', { quarter: this.quarter });
  }

  private ask(procedure: string, input: Record<string, string>): void {
    this.add({ kind: 'ask', procedure, input });
  }

  private askSomething(): void {
    const { dice, frame } = this;
    const year = Number(this.today.slice(0, 4));
    const border = dice.pick([...borderDatesOf(year - 1), ...borderDatesOf(year), this.today]);
    const lastClosed = addMonths(this.nextToClose, -1);
    const some = monthAt(frame, dice.int(0, frame.months - 1));
    switch (dice.int(0, 5)) {
      case 0:
        this.ask('tiers.asOf', { date: border <= this.today ? border : this.today });
        return;
      case 1:
        this.ask('tiers.history', {});
        return;
      case 2:
        this.ask('deals.rates', {});
        return;
      case 3:
        this.ask('balances.partners', { asOf: some < lastClosed ? some : lastClosed });
        return;
      case 4:
        this.ask('reconciliation.month', { month: some < lastClosed ? some : lastClosed });
        return;
      default:
        this.ask('accruals.list', { from: frame.firstMonth, to: lastClosed });
    }
  }

  private askEverything(): void {
    const { frame } = this;
    this.nextDay();
    const last = monthAt(frame, frame.months - 1);
    this.ask('tiers.history', {});
    this.ask('deals.rates', {});
    this.ask('accruals.list', { from: frame.firstMonth, to: last });
    for (let index = 0; index < frame.months; index++) {
      const month = monthAt(frame, index);
      this.ask('reconciliation.month', { month });
      this.ask('tiers.asOf', { date: `${month}-01` });
      this.ask('balances.partners', { asOf: month });
      if (index % 3 === 0) this.ask('payouts.quarter', { quarter: quarterOf(month) });
    }
  }
}

if (import.meta.main) {
  const [seed = '1', partners = '20', years = '3'] = process.argv.slice(2);
  const life = generateLife(Number(seed), { partners: Number(partners), years: Number(years) });
  process.stdout.write(`${JSON.stringify(life, null, 1)}\n`);
}
