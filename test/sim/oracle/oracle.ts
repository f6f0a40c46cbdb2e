// The oracle: a naive model of programme.md and interchange.md, for tests only. It shares nothing with the product.
// Facts come in by importBatch; months close; quarters are paid; every answer is computed anew from the facts.

import { lastDayOf, lastMonthOf, monthOf, paymentDateOf } from './dates.ts';
import {
  type Batch,
  billingLineOf,
  type Cells,
  type Deal,
  dealOf,
  type Lead,
  leadOf,
  mergedCells,
  type NegotiatedTerm,
  negotiatedTermOf,
  type Partner,
  partnerOf,
} from './facts.ts';
import { closeDeal, type Kind, type KnownDeal, type Posted } from './ledger.ts';
import { jsonNumber, sum } from './money.ts';
import { type PayoutFigures, type PayoutRow, type PayoutState, payoutFigures, payoutRow, type Run } from './payouts.ts';
import { type ReconciliationRow, reconcile } from './reconciliation.ts';
import { policyOn, type TermsFile, type TierName, tierRateBps } from './terms.ts';
import { type DayEnd, dayEndOn, type HistoryRow, negotiatedRateOn, type TierLife, tierLife } from './tiers.ts';

export type TierRow = {
  partner: string;
  tier: TierName;
  since: string;
  count: number;
  inGraceUntil: string | null;
};

export type DealRateRow = {
  deal: string;
  partner: string;
  tier: TierName;
  rateBps: number;
  source: 'deal' | 'partner' | 'tier';
};

export type AccrualRow = {
  deal: string;
  partner: string;
  period: string;
  postedIn: string;
  kind: Kind;
  invoiceNo: string | null;
  basePaisa: number;
  rateBps: number;
  amountPaisa: number;
};

export type BalanceRow = { partner: string; payablePaisa: number };
export type PayoutAct = 'propose' | 'approve' | 'send' | 'pay';

// Code point order is the order of < for the plain codes of the simulation; null comes first.
function byText(one: string | null, other: string | null): number {
  if (one === other) return 0;
  if (one === null) return -1;
  if (other === null) return 1;
  return one < other ? -1 : 1;
}

export class Oracle {
  today = '9999-12-31';
  readonly terms: TermsFile;
  private readonly partnerCells = new Map<string, Cells>();
  private readonly dealCells = new Map<string, Cells>();
  private readonly partners = new Map<string, Partner>();
  private readonly deals = new Map<string, KnownDeal>();
  private readonly rates = new Map<string, DealRateRow>();
  private readonly negotiated: NegotiatedTerm[] = [];
  private readonly leads: Lead[] = [];
  private readonly holidays: string[] = [];
  private readonly seenRows = new Set<string>();
  private readonly closes: string[] = [];
  private readonly runs: Run[] = [];
  // Answers to one question between two imports; nothing but speed.
  private readonly lives = new Map<string, TierLife>();

  constructor(terms: TermsFile = {}) {
    this.terms = terms;
  }

  // ---- facts in -------------------------------------------------------------------------------------------------

  importBatch(batch: Batch): void {
    for (const row of batch.partners ?? []) this.takePartner(row);
    for (const row of batch.holidays ?? []) if (this.isNew('holidays', row)) this.holidays.push(row['date'] ?? '');
    for (const row of batch.negotiated_terms ?? []) {
      if (this.isNew('negotiated_terms', row)) this.negotiated.push(negotiatedTermOf(row));
    }
    for (const row of batch.leads ?? []) if (this.isNew('leads', row)) this.leads.push(leadOf(row));
    const registered: Deal[] = [];
    for (const row of batch.deals ?? []) {
      const deal = this.takeDeal(row);
      if (deal !== null) registered.push(deal);
    }
    for (const row of batch.billing ?? []) this.takeBillingLine(row);
    this.lives.clear();
    registered.sort((a, b) => byText(a.signedOn, b.signedOn) || byText(a.code, b.code));
    for (const deal of registered) this.rates.set(deal.code, this.rateAtRegistration(deal));
  }

  private isNew(kind: string, row: Cells): boolean {
    const filled = Object.entries(row)
      .filter(([, value]) => value !== '')
      .sort();
    const key = JSON.stringify([kind, filled]);
    if (this.seenRows.has(key)) return false;
    this.seenRows.add(key);
    return true;
  }

  private takePartner(row: Cells): void {
    const code = row['code'] ?? '';
    const merged = mergedCells(this.partnerCells.get(code), row);
    this.partnerCells.set(code, merged);
    this.partners.set(code, partnerOf(merged));
  }

  // The deal, when it is a new one.
  private takeDeal(row: Cells): Deal | null {
    const code = row['code'] ?? '';
    const before = this.deals.get(code);
    const merged = mergedCells(this.dealCells.get(code), row);
    this.dealCells.set(code, merged);
    const deal = dealOf(merged);
    if (before === undefined) {
      this.deals.set(code, {
        deal,
        lines: [],
        completionClosesBefore: this.closes.length,
        completionIsPosted: false,
        clawbackClose: null,
        posted: [],
      });
      return deal;
    }
    if (before.deal.completedOn === null) before.completionClosesBefore = this.closes.length;
    before.deal = deal;
    return null;
  }

  private takeBillingLine(row: Cells): void {
    const line = billingLineOf(row);
    const known = this.known(line.deal);
    if (known.lines.some((other) => other.invoiceNo === line.invoiceNo)) return;
    known.lines.push({ ...line, closesBefore: this.closes.length, isPosted: false });
  }

  private known(code: string): KnownDeal {
    const known = this.deals.get(code);
    if (known === undefined) throw new Error(`no deal ${code}`);
    return known;
  }

  // ---- tiers and rates ------------------------------------------------------------------------------------------

  private life(partner: string): TierLife {
    const cached = this.lives.get(partner);
    if (cached !== undefined) return cached;
    const found = this.partners.get(partner);
    if (found === undefined) throw new Error(`no partner ${partner}`);
    const life = tierLife({
      partner: found,
      deals: [...this.deals.values()].map((known) => known.deal).filter((deal) => deal.partner === partner),
      leads: this.leads.filter((lead) => lead.partner === partner),
      negotiated: this.negotiated.filter((term) => term.partner === partner),
      terms: this.terms,
    });
    this.lives.set(partner, life);
    return life;
  }

  private negotiatedRate(partner: string, date: string): number | null {
    return negotiatedRateOn(
      this.negotiated.filter((term) => term.partner === partner),
      date,
    );
  }

  private rateAtRegistration(deal: Deal): DealRateRow {
    const tier = this.life(deal.partner).atDeal.get(deal.code);
    if (tier === undefined) throw new Error(`${deal.code} is signed before its partner's opening`);
    const row = { deal: deal.code, partner: deal.partner, tier };
    if (deal.ownRateBps !== null) return { ...row, rateBps: deal.ownRateBps, source: 'deal' };
    const negotiated = this.negotiatedRate(deal.partner, deal.signedOn);
    if (negotiated !== null) return { ...row, rateBps: negotiated, source: 'partner' };
    return { ...row, rateBps: tierRateBps(this.terms, tier, deal.signedOn), source: 'tier' };
  }

  // Rule 1.6: on a date, as known now.
  private rateOn(deal: Deal, date: string): number {
    if (deal.ownRateBps !== null) return deal.ownRateBps;
    const negotiated = this.negotiatedRate(deal.partner, date);
    if (negotiated !== null) return negotiated;
    const day = dayEndOn(this.life(deal.partner), date);
    if (day === null) throw new Error(`${deal.partner} holds no tier on ${date}`);
    return tierRateBps(this.terms, day.tier, date);
  }

  // Rule 2.6: for what is billed in the month that ends on this day.
  private readonly billedRate = (deal: Deal, lastDay: string): number => {
    const stored = this.rates.get(deal.code);
    if (stored === undefined) throw new Error(`${deal.code} has no rate`);
    const basis = policyOn(this.terms, lastDay).rateBasis;
    if (deal.ownRateBps !== null || basis === 'registration') return stored.rateBps;
    const current = this.rateOn(deal, lastDay);
    return basis === 'current-tier' ? current : Math.max(current, stored.rateBps);
  };

  // ---- acts -----------------------------------------------------------------------------------------------------

  // Every open exception is left out; every variance counts as worked.
  close(month: string, _options: { acceptVariances?: string } = {}): void {
    const number = this.closes.length;
    for (const known of this.deals.values()) closeDeal(known, month, number, this.billedRate, this.terms);
    this.closes.push(month);
  }

  payouts(quarter: string, act: PayoutAct): void {
    const known = this.runs.find((run) => run.quarter === quarter);
    if (act === 'propose') {
      if (known !== undefined && known.state !== 'proposed') throw new Error(`${quarter} is ${known.state}`);
      const rows = this.quarterFigures(quarter);
      const { payoutDays } = policyOn(this.terms, lastDayOf(lastMonthOf(quarter)));
      const paymentDate = paymentDateOf(quarter, this.holidays, payoutDays);
      const run: Run = { quarter, paymentDate, rows, state: 'proposed' };
      if (known === undefined) this.runs.push(run);
      else Object.assign(known, run);
      return;
    }
    const step: Record<string, [PayoutState, PayoutState]> = {
      approve: ['proposed', 'approved'],
      send: ['approved', 'sent'],
      pay: ['sent', 'paid'],
    };
    const [from, to] = step[act] ?? ['held', 'held'];
    if (known === undefined || known.state !== from) throw new Error(`${quarter} cannot ${act}`);
    known.state = to;
    for (const row of known.rows) if (row.state === from) row.state = to;
  }

  private quarterFigures(quarter: string): PayoutFigures[] {
    const found: PayoutFigures[] = [];
    const earlier = this.runs.filter((run) => run.quarter < quarter);
    const posted = Map.groupBy(this.postedLines(), (line) => line.partner);
    for (const partner of this.partners.values()) {
      const own = posted.get(partner.code) ?? [];
      const figures = payoutFigures(partner, quarter, own, earlier, this.holidays, this.terms);
      if (figures !== null) found.push(figures);
    }
    return found.sort((a, b) => byText(a.partner, b.partner));
  }

  private postedLines(): Posted[] {
    return [...this.deals.values()].flatMap((known) => known.posted);
  }

  // ---- answers --------------------------------------------------------------------------------------------------

  tiersAsOf({ date }: { date: string }): TierRow[] {
    const rows: TierRow[] = [];
    for (const partner of this.partners.keys()) {
      const day: DayEnd | null = dayEndOn(this.life(partner), date);
      if (day === null) continue;
      const { tier, since, count, inGraceUntil } = day;
      rows.push({ partner, tier, since, count, inGraceUntil });
    }
    return rows.sort((a, b) => byText(a.partner, b.partner));
  }

  tiersHistory({ partner }: { partner?: string } = {}): HistoryRow[] {
    const codes = partner === undefined ? [...this.partners.keys()].sort(byText) : [partner];
    return codes.flatMap((code) => this.life(code).rows.filter((row) => row.date <= this.today));
  }

  dealsRates(): DealRateRow[] {
    return [...this.rates.values()].sort((a, b) => byText(a.deal, b.deal));
  }

  accrualsList({ from, to }: { from: string; to: string }): AccrualRow[] {
    const rows = this.postedLines().filter((line) => line.postedIn >= from && line.postedIn <= to);
    rows.sort(
      (a, b) =>
        byText(a.postedIn, b.postedIn) || byText(a.deal, b.deal) || byText(a.invoiceNo, b.invoiceNo) || byText(a.kind, b.kind) || byText(a.period, b.period),
    );
    return rows.map((line) => ({
      deal: line.deal,
      partner: line.partner,
      period: line.period,
      postedIn: line.postedIn,
      kind: line.kind,
      invoiceNo: line.invoiceNo,
      basePaisa: jsonNumber(line.basePaisa),
      rateBps: line.rateBps,
      amountPaisa: jsonNumber(line.amountPaisa),
    }));
  }

  reconciliationMonth({ month }: { month: string }): ReconciliationRow[] {
    const rows: ReconciliationRow[] = [];
    for (const known of this.deals.values()) {
      const row = reconcile(known, month, this.billedRate, this.terms);
      if (row !== null) rows.push(row);
    }
    return rows.sort((a, b) => byText(a.deal, b.deal));
  }

  payoutsQuarter({ quarter }: { quarter: string }): PayoutRow[] {
    const run = this.runs.find((known) => known.quarter === quarter);
    return (run?.rows ?? this.quarterFigures(quarter)).map(payoutRow);
  }

  // What is paid leaves the payable on the payment date of its run.
  balancesPartners({ asOf }: { asOf: string }): BalanceRow[] {
    const rows: BalanceRow[] = [];
    const posted = Map.groupBy(
      this.postedLines().filter((line) => line.postedIn <= asOf),
      (line) => line.partner,
    );
    const paidRows = this.runs
      .filter((run) => monthOf(run.paymentDate) <= asOf)
      .flatMap((run) => run.rows)
      .filter((row) => row.state === 'paid');
    for (const partner of [...this.partners.keys()].sort(byText)) {
      const own = posted.get(partner) ?? [];
      const paid = paidRows.filter((row) => row.partner === partner);
      const payable = sum(own.map((line) => line.amountPaisa)) - sum(paid.map((row) => row.gross));
      if (payable !== 0n) rows.push({ partner, payablePaisa: jsonNumber(payable) });
    }
    return rows;
  }

  // A procedure by its name in interchange.md.
  ask(procedure: string, input: Record<string, string>): unknown {
    const field = (name: string): string => {
      const value = input[name];
      if (value === undefined) throw new Error(`${procedure} needs ${name}`);
      return value;
    };
    switch (procedure) {
      case 'tiers.asOf':
        return this.tiersAsOf({ date: field('date') });
      case 'tiers.history':
        return this.tiersHistory(input['partner'] === undefined ? {} : { partner: field('partner') });
      case 'deals.rates':
        return this.dealsRates();
      case 'accruals.list':
        return this.accrualsList({ from: field('from'), to: field('to') });
      case 'reconciliation.month':
        return this.reconciliationMonth({ month: field('month') });
      case 'payouts.quarter':
        return this.payoutsQuarter({ quarter: field('quarter') });
      case 'balances.partners':
        return this.balancesPartners({ asOf: field('asOf') });
      default:
        throw new Error(`no procedure ${procedure}`);
    }
  }

  // A quarter can be paid once its three months are closed.
  lastClosedMonth(): string | null {
    return this.closes.at(-1) ?? null;
  }

  isQuarterClosed(quarter: string): boolean {
    return this.closes.includes(lastMonthOf(quarter));
  }
}
