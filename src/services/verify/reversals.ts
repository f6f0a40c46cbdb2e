import { Check, differences, money, shareOf } from './check.ts';
import type { Known } from './known.ts';
import { rateOf, type Sources } from './lines.ts';
import type { Close, Scope } from './scope.ts';
import type { TierBook } from './tier-book.ts';
import { loadNegotiatedRates } from './tiers.ts';

interface Completion {
  readonly deal: string;
  readonly dealId: number;
  readonly partnerId: number;
  readonly contractType: string;
  readonly value: number;
  readonly completedOn: string | null;
  readonly period: string | null;
  readonly completionSeq: number | null;
  readonly cancelledOn: string | null;
  readonly cancellationSeq: number | null;
  readonly clawedBack: number;
  readonly clawbackCloseSeq: number | null;
  readonly voidedOn: string | null;
  readonly ownRateBps: number | null;
  readonly registeredTier: string;
  readonly registeredRateBps: number;
  readonly registeredRateSource: string;
  readonly decisions: string;
  readonly posted: number | null;
  readonly aPartnerId: number;
  readonly aPeriod: string;
  readonly aPostedIn: string;
  readonly aBasePaisa: number;
  readonly aRateBps: number;
  readonly aAmountPaisa: number;
  readonly aRateSource: string;
  readonly aTier: string;
  readonly aVersion: number;
  readonly aBeyond: number;
  readonly aAccepted: number;
  readonly aInvoiceNo: string | null;
}

const COMPLETIONS = `SELECT d.code AS deal, d.id AS dealId, d.partner_id AS partnerId, d.contract_type AS contractType, d.contract_value_paisa AS value, d.completed_on AS completedOn, substr(d.completed_on, 1, 7) AS period,
    d.completion_seq AS completionSeq, d.cancelled_on AS cancelledOn, d.cancellation_seq AS cancellationSeq, d.clawed_back AS clawedBack, d.clawback_close_seq AS clawbackCloseSeq, d.voided_on AS voidedOn,
    d.own_rate_bps AS ownRateBps, d.registered_tier AS registeredTier, d.registered_rate_bps AS registeredRateBps, d.registered_rate_source AS registeredRateSource,
    (SELECT json_group_array(json_array(x.recorded_seq, x.decision) ORDER BY x.id) FROM exception_decisions x WHERE x.deal_id = d.id AND x.billing_line_id IS NULL) AS decisions,
    a.id AS posted, a.partner_id AS aPartnerId, a.period AS aPeriod, a.posted_in AS aPostedIn, a.base_paisa AS aBasePaisa, a.rate_bps AS aRateBps, a.amount_paisa AS aAmountPaisa, a.rate_source AS aRateSource,
    a.tier AS aTier, a.terms_version_id AS aVersion, a.beyond_term AS aBeyond, a.accepted AS aAccepted, a.invoice_no AS aInvoiceNo
  FROM (SELECT id FROM deals WHERE contract_type = 'fixed_price' AND completed_on IS NOT NULL UNION SELECT deal_id FROM accrual_lines WHERE kind = 'fixed_price') c
    CROSS JOIN deals d ON d.id = c.id LEFT JOIN accrual_lines a ON a.deal_id = d.id AND a.kind = 'fixed_price' ORDER BY d.code`;

/** Fixed price: once, in the month of completion or the first close that knew of it, on the contract value (3.4, 3.5). */
export function checkCompletions(scope: Scope, book: TierBook, known: Known): Check {
  const check = new Check(
    'completions',
    'Every fixed-price deal accrued its contract value once, in the close of its completion, or not at all where the rules say so (3.4, 3.5)',
  );
  const sources = { scope, book, known, negotiated: loadNegotiatedRates(scope) };
  let posted = 0;
  for (const deal of scope.db.iterate<Completion>(COMPLETIONS)) {
    check.looked(1);
    if (deal.posted !== null) posted += 1;
    const due = dueCompletion(scope.closes, deal);
    if (due === null && deal.posted !== null)
      check.problem(`${deal.deal}: its completion accrued ${money(deal.aAmountPaisa)} in ${deal.aPostedIn}, and should not have.`);
    else if (due !== null && deal.posted === null) check.problem(`${deal.deal}: its completion should have accrued in ${due.close.month}, and did not.`);
    else if (due !== null) {
      const wrong = differences(postedCompletion(deal), expectedCompletion(sources, deal, due));
      if (wrong !== null) check.problem(`${deal.deal}, completion of ${deal.period ?? 'no month'}: ${wrong}.`);
    }
  }
  const completed = scope.posted.reduce((sum, one) => sum + one.completed, 0);
  check.expect(completed === posted, () => `${completed} completions are posted, ${posted} of them on deals that exist.`);
  return check;
}

interface Due {
  readonly close: Close;
  readonly accepted: number;
}

/** The close in which a completion is due, by what each close knew. */
function dueCompletion(closes: readonly Close[], deal: Completion): Due | null {
  const { period, completedOn, completionSeq } = deal;
  if (deal.contractType !== 'fixed_price' || period === null || completedOn === null || completionSeq === null || deal.voidedOn !== null) return null;
  const open = closes.filter((close) => close.month >= period && close.seq > completionSeq);
  const [first] = open;
  if (first === undefined) return null;
  const tooLate = deal.cancelledOn !== null && (deal.cancellationSeq ?? 0) < first.seq && completedOn > deal.cancelledOn;
  const afterClawback = deal.clawedBack === 1 && deal.clawbackCloseSeq !== null && deal.clawbackCloseSeq < first.seq && completionSeq > deal.clawbackCloseSeq;
  if (!tooLate && !afterClawback) return { close: first, accepted: 0 };
  const words = JSON.parse(deal.decisions) as [number, string][];
  const letIn = open.find((close) => words.findLast(([seq]) => seq <= close.seq)?.[1] === 'accept');
  return letIn === undefined ? null : { close: letIn, accepted: 1 };
}

const postedCompletion = (deal: Completion): Record<string, unknown> => ({
  partnerId: deal.aPartnerId,
  period: deal.aPeriod,
  postedIn: deal.aPostedIn,
  basePaisa: deal.aBasePaisa,
  rateBps: deal.aRateBps,
  amountPaisa: deal.aAmountPaisa,
  rateSource: deal.aRateSource,
  tier: deal.aTier,
  termsVersion: deal.aVersion,
  beyondTerm: deal.aBeyond,
  accepted: deal.aAccepted,
  invoiceNo: deal.aInvoiceNo,
});

function expectedCompletion(sources: Sources, deal: Completion, due: Due): Record<string, unknown> {
  const rate = rateOf(sources, { ...deal, period: deal.period ?? '' }, due.close.seq);
  return {
    partnerId: deal.partnerId,
    period: deal.period,
    postedIn: due.close.month,
    basePaisa: deal.value,
    amountPaisa: rate.rateBps === null ? null : shareOf(deal.value, rate.rateBps),
    ...rate,
    beyondTerm: 0,
    accepted: due.accepted,
    invoiceNo: null,
  };
}

interface Reversal {
  readonly id: number;
  readonly deal: string;
  readonly wrong: string;
}

/** What a reversal repeats of the line it takes back (interchange.md, accruals.list), as named conditions. */
const MIRROR = [
  ['its deal', 'r.deal_id = o.deal_id'],
  ['its partner', 'r.partner_id = o.partner_id'],
  ['its billing month', 'r.period = o.period'],
  ['its invoice', 'r.invoice_no IS o.invoice_no AND r.billing_line_id IS o.billing_line_id'],
  [
    'its rate',
    'r.rate_bps = o.rate_bps AND r.rate_source = o.rate_source AND r.tier = o.tier AND r.terms_version_id = o.terms_version_id AND r.beyond_term = o.beyond_term',
  ],
  ['the negative of its base', 'r.base_paisa = -o.base_paisa'],
  ['the negative of its amount', 'r.amount_paisa = -o.amount_paisa'],
  ['a line that is no reversal itself', 'o.reverses_id IS NULL AND r.accepted = 0'],
] as const;

/** Reversals: each the exact negative of one line, and all that 3.5, 5.1 and 5.2 ask for, each in the close that asks for it. */
export function checkReversals(scope: Scope): Check {
  const check = new Check(
    'reversals',
    'Clawbacks and adjustments take back exactly the lines they should, once, in full and in the right close (3.5, 3.6, 5.1, 5.2)',
  );
  check.looked(scope.db.get<{ n: number }>('SELECT count(*) AS n FROM accrual_lines WHERE reverses_id IS NOT NULL')?.n ?? 0);
  const mirror = MIRROR.map(([words, holds]) => `CASE WHEN ${holds} THEN '' ELSE ', ${words}' END`).join(' || ');
  for (const row of scope.db.iterate<Reversal>(
    `SELECT r.id, coalesce(d.code, 'no deal') AS deal, CASE WHEN o.id IS NULL THEN ', a line that exists' ELSE ${mirror} END || CASE WHEN d.cancelled_on IS NULL THEN ', a cancelled deal' ELSE '' END AS wrong
     FROM accrual_lines r LEFT JOIN accrual_lines o ON o.id = r.reverses_id LEFT JOIN deals d ON d.id = r.deal_id WHERE r.reverses_id IS NOT NULL AND wrong <> '' ORDER BY +r.id`,
  )) {
    check.problem(`Posted line ${row.id} of ${row.deal} reverses a line but does not repeat ${row.wrong.slice(2)}.`);
  }
  checkTakenBack(check, scope);
  return check;
}

interface TakenBack {
  readonly id: number;
  readonly deal: string;
  readonly period: string;
  readonly invoiceNo: string | null;
  readonly amountPaisa: number;
  readonly due: string | null;
  readonly kind: string | null;
  readonly has: string | null;
  readonly hasKind: string | null;
}

/** Of cancelled deals: which lines must have been taken back by now, where and as what. */
function checkTakenBack(check: Check, scope: Scope): void {
  for (const line of scope.db.iterate<TakenBack>(
    `WITH ended AS MATERIALIZED (
       SELECT d.id, d.code, d.cancellation_seq, d.clawed_back, d.cancelled_on, d.cancelled_month, d.completed_on,
         (SELECT min(m.month) FROM months m WHERE m.month >= d.cancelled_month AND m.close_seq > d.cancellation_seq) AS clawIn,
         (SELECT min(m.month) FROM months m WHERE m.close_seq > d.cancellation_seq) AS mendIn
       FROM deals d WHERE d.cancelled_on IS NOT NULL),
     line AS (
       SELECT a.id, e.code AS deal, a.period, a.invoice_no AS invoiceNo, a.amount_paisa AS amountPaisa, r.posted_in AS has, r.kind AS hasKind,
         CASE WHEN a.accepted = 1 AND (SELECT max(x.recorded_seq) FROM exception_decisions x WHERE x.deal_id = e.id AND x.billing_line_id IS a.billing_line_id AND x.decision = 'accept') > e.cancellation_seq THEN NULL
           WHEN e.clawed_back = 1 AND a.posted_in <= e.clawIn THEN e.clawIn
           WHEN e.clawed_back = 0 AND ((a.kind = 'recurring' AND a.period > e.cancelled_month) OR (a.kind = 'fixed_price' AND e.completed_on > e.cancelled_on)) THEN e.mendIn END AS due,
         iif(e.clawed_back = 1, 'clawback', 'adjustment') AS kind
       FROM ended e CROSS JOIN accrual_lines a ON a.deal_id = e.id LEFT JOIN accrual_lines r ON r.reverses_id = a.id
       WHERE a.reverses_id IS NULL AND a.kind IN ('recurring', 'fixed_price'))
     SELECT * FROM line WHERE due IS NOT has OR (due IS NOT NULL AND kind IS NOT hasKind) ORDER BY id`,
  )) {
    const name = `${line.deal}, ${line.invoiceNo === null ? 'completion' : `invoice ${line.invoiceNo}`} for ${line.period} (${money(line.amountPaisa)})`;
    if (line.has === null) check.problem(`${name}: should have been taken back in ${line.due ?? 'no month'} as ${line.kind ?? ''}, and was not.`);
    else if (line.due === null) check.problem(`${name}: was taken back in ${line.has}, and should not have been.`);
    else check.problem(`${name}: was taken back in ${line.has} as ${line.hasKind ?? ''}, should be in ${line.due} as ${line.kind ?? ''}.`);
  }
}
