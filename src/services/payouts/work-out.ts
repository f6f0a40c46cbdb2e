import { hash } from 'node:crypto';
import { isValidIBAN } from 'ibantools';
import { loadPayees, loadStandings, type Payee } from '../../db/repos/partners.ts';
import { clawbackOfPaid, firstPostedMonth, loadCarried, loadQuarterSums, loadSettledThrough, quartersBetween } from '../../db/repos/payouts.ts';
import { loadHolidays, loadTermsVersions, loadWithholdingRates } from '../../db/repos/terms.ts';
import type { ReadDb } from '../../db/tx.ts';
import { dueOn, figuresOf, grossOf, holdReasonOf, type PayoutFigures, type QuarterSums, valueOn, withhold } from '../../domain/payouts.ts';
import { type Terms, type TermsVersion, termsOn } from '../../domain/terms.ts';
import { rateOn, type StandingEvidence, standingOn, type WithholdingRate } from '../../domain/withholding.ts';
import { assertExists } from '../../shared/assert.ts';
import { addMonths, firstDayOf, type IsoDate, lastDayOf, lastMonthOf, type Month, monthOf, nextQuarter, type Quarter } from '../../shared/calendar.ts';
import { AppError } from '../../shared/errors.ts';
import { type Paisa, sumPaisa, ZERO_PAISA } from '../../shared/paisa.ts';
import type { Bps } from '../../shared/rate.ts';
import type { HoldReason, TaxStanding } from '../../shared/vocab.ts';

/** What a run gives one partner, worked out from what is posted and known now. */
export interface WorkedItem extends PayoutFigures {
  readonly partnerId: number;
  readonly partner: string;
  readonly settlesFrom: Month | null;
  readonly settlesTo: Month | null;
  readonly withholdingBasePaisa: Paisa;
  readonly withholdingPaisa: Paisa;
  readonly netPaisa: Paisa;
  readonly withholdingRateBps: Bps | null;
  readonly withholdingSection: string | null;
  readonly withholdingReference: string | null;
  readonly standing: TaxStanding | null;
  readonly state: 'rolled' | 'proposed' | 'held';
  readonly holdReason: HoldReason | null;
  readonly warnings: readonly string[];
  /** Fingerprint of who is paid on which account: an approval is for exactly this payee. */
  readonly payeeSha256: string;
}

export interface WorkedRun {
  readonly quarter: Quarter;
  readonly dueOn: IsoDate;
  readonly valueOn: IsoDate;
  readonly terms: TermsVersion;
  readonly items: readonly WorkedItem[];
}

const NO_SUMS: QuarterSums = { accruedPaisa: ZERO_PAISA, adjustmentsPaisa: ZERO_PAISA, clawbackPaisa: ZERO_PAISA };

/** The days of a quarter's run (6.1, 6.3); finance may set another payment date. */
export function runDates(db: ReadDb, quarter: Quarter, chosen: IsoDate | null): { dueOn: IsoDate; valueOn: IsoDate; terms: TermsVersion } {
  const terms = termsOn(loadTermsVersions(db), lastDayOf(lastMonthOf(quarter)));
  const due = dueOn(quarter, terms);
  return { dueOn: due, valueOn: chosen ?? valueOn(due, terms, loadHolidays(db)), terms };
}

/**
 * Works a quarter out for every partner with a movement or a balance, by code (6.2, 6.3). Earlier quarters that have no run yet are taken as they would be paid.
 * @throws AppError WITHHOLDING_RATE_MISSING when no rate covers the payment date
 */
export function workOut(db: ReadDb, quarter: Quarter, chosenValueOn: IsoDate | null = null): WorkedRun {
  const dates = runDates(db, quarter, chosenValueOn);
  const payees = loadPayees(db);
  const openings = openingsOf(db, quarter, new Map(payees.map((payee) => [payee.id, payee])));
  const sums = loadQuarterSums(db, quarter);
  const shared: Shared = {
    db,
    ...dates,
    quarter,
    through: lastMonthOf(quarter),
    standings: loadStandings(db),
    rates: loadWithholdingRates(db),
    settledThrough: loadSettledThrough(db, quarter),
    first: firstPostedMonth(db),
  };
  const items: WorkedItem[] = [];
  for (const payee of payees) {
    const opening = openings.get(payee.id);
    const moved = sums.get(payee.id);
    if (opening === undefined && moved === undefined) continue;
    items.push(workItem(shared, payee, figuresOf(opening ?? ZERO_PAISA, moved ?? NO_SUMS, payee.status, dates.terms)));
  }
  return { quarter, ...dates, items };
}

/** Fingerprint of account title and IBAN. */
export function payeeOf(partner: { readonly bankTitle: string | null; readonly iban: string | null }): string {
  return hash('sha256', `${partner.bankTitle ?? ''}\n${partner.iban ?? ''}`);
}

const firstMonthOf = (quarter: Quarter): Month => addMonths(lastMonthOf(quarter), -2);

/** What each partner carries into a quarter: from the last run, walked through the quarters after it that have none. */
function openingsOf(db: ReadDb, quarter: Quarter, payees: ReadonlyMap<number, Payee>): Map<number, Paisa> {
  const last = loadCarried(db, quarter);
  const balances = last.carried;
  const start = last.quarter === null ? firstPostedMonth(db) : firstMonthOf(nextQuarter(last.quarter));
  if (start === null || start >= firstMonthOf(quarter)) return balances;
  const versions = loadTermsVersions(db);
  for (const passed of quartersBetween(start, quarter)) {
    const terms: Terms = termsOn(versions, lastDayOf(lastMonthOf(passed)));
    const moved = loadQuarterSums(db, passed);
    for (const id of new Set([...balances.keys(), ...moved.keys()])) {
      const { accruedPaisa, adjustmentsPaisa, clawbackPaisa } = moved.get(id) ?? NO_SUMS;
      const payable = sumPaisa([balances.get(id) ?? ZERO_PAISA, accruedPaisa, adjustmentsPaisa, clawbackPaisa]);
      const gross = grossOf(payable, assertExists(payees.get(id), `partner ${id} exists`).status, terms);
      if (payable === gross) balances.delete(id);
      else balances.set(id, payable);
    }
  }
  return balances;
}

interface Shared {
  readonly db: ReadDb;
  readonly quarter: Quarter;
  /** Its last month. */
  readonly through: Month;
  readonly valueOn: IsoDate;
  readonly terms: TermsVersion;
  readonly standings: ReadonlyMap<number, readonly StandingEvidence[]>;
  readonly rates: readonly WithholdingRate[];
  readonly settledThrough: ReadonlyMap<number, Month>;
  readonly first: Month | null;
}

function workItem(shared: Shared, partner: Payee, figures: PayoutFigures): WorkedItem {
  const base = { partnerId: partner.id, partner: partner.code, payeeSha256: payeeOf(partner), ...figures };
  if (figures.grossPaisa === 0) {
    return {
      ...base,
      settlesFrom: null,
      settlesTo: null,
      withholdingBasePaisa: ZERO_PAISA,
      withholdingPaisa: ZERO_PAISA,
      netPaisa: ZERO_PAISA,
      withholdingRateBps: null,
      withholdingSection: null,
      withholdingReference: null,
      standing: null,
      state: 'rolled',
      holdReason: null,
      warnings: [],
    };
  }
  const { terms, through, valueOn: paymentOn } = shared;
  const standing = standingOn(shared.standings.get(partner.id) ?? [], paymentOn, terms);
  const rate = rateOn(shared.rates, standing.standing, paymentOn, terms);
  if (!rate.ok && rate.problem === 'missing')
    throw new AppError('WITHHOLDING_RATE_MISSING', `The payout of ${shared.quarter} is blocked: ${rate.message} (rule 6.3).`, {
      standing: standing.standing,
      paymentOn,
    });
  const settled = shared.settledThrough.get(partner.id) ?? null;
  const reclaimed = terms.withholdingBase === 'before_set_off' ? clawbackOfPaid(shared.db, partner.id, settled, through) : ZERO_PAISA;
  const withheld = withhold(figures.grossPaisa, reclaimed, standing, rate, terms);
  const holdReason = holdReasonOf(
    partner.status,
    { bankTitle: partner.bankTitle, iban: partner.iban, isIbanValid: partner.iban !== null && isValidIBAN(partner.iban) },
    rate,
  );
  return {
    ...base,
    settlesFrom: settled === null ? (shared.first ?? monthOf(firstDayOf(through))) : addMonths(settled, 1),
    settlesTo: through,
    withholdingBasePaisa: withheld.basePaisa,
    withholdingPaisa: withheld.withholdingPaisa,
    netPaisa: withheld.netPaisa,
    withholdingRateBps: rate.ok ? rate.rateBps : null,
    withholdingSection: rate.ok ? rate.section : null,
    withholdingReference: rate.ok ? rate.reference : null,
    standing: withheld.standing,
    state: holdReason === null ? 'proposed' : 'held',
    holdReason,
    warnings: rate.ok ? withheld.warnings : [...withheld.warnings, rate.message],
  };
}
