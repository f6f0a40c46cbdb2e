import { Check, differences, money } from './check.ts';
import { codeOf, monthEnd, type Posted, type Scope } from './scope.ts';

/** What each event may move: its two sides, the first for positive sums (3.8). */
const SIDES: Readonly<Record<string, { readonly debit: string; readonly credit: readonly string[] }>> = {
  accrual: { debit: 'commission_expense', credit: ['partner_payable'] },
  clawback: { debit: 'commission_expense', credit: ['partner_payable'] },
  adjustment: { debit: 'accrued_adjustments', credit: ['partner_payable'] },
  receivable: { debit: 'clawback_receivable', credit: ['partner_payable'] },
  payout: { debit: 'partner_payable', credit: ['withholding_payable', 'bank'] },
};

const OF_PARTNER = "('partner_payable', 'clawback_receivable', 'withholding_payable')";

const ALLOWED = Object.entries(SIDES).map(
  ([event, { debit, credit }]) => `WHEN '${event}' THEN l.account IN (${[debit, ...credit].map((account) => `'${account}'`).join(', ')})`,
);

/** What an entry is, from its lines. */
const JUDGED = `e.event, e.reference, coalesce(sum(l.debit_paisa), 0) AS debit, coalesce(sum(l.credit_paisa), 0) AS credit, count(l.id) AS lines,
  count(*) FILTER (WHERE min(l.debit_paisa, l.credit_paisa) <> 0 OR max(l.debit_paisa, l.credit_paisa) <= 0) AS odd,
  count(*) FILTER (WHERE NOT CASE e.event ${ALLOWED.join(' ')} ELSE 0 END OR l.partner_id IS NOT CASE WHEN l.account IN ${OF_PARTNER} THEN e.partner_id END) AS "foreign",
  e.month = substr(e.posted_on, 1, 7) AS dated`;
const IS_WRONG = '(debit <> credit OR lines < 2 OR odd > 0 OR "foreign" > 0 OR dated = 0)';

/** What an entry of commission moved. */
const COMMISSION = `e.partner_id AS partnerId, e.posted_on AS postedOn, e.recorded_seq AS seq,
  coalesce(sum(l.credit_paisa - l.debit_paisa) FILTER (WHERE l.account = 'partner_payable'), 0) AS payablePaisa,
  coalesce(sum(l.debit_paisa - l.credit_paisa) FILTER (WHERE l.account IN ('commission_expense', 'accrued_adjustments')), 0) AS expensePaisa`;
const IS_COMMISSION = "e.event IN ('accrual', 'clawback', 'adjustment')";

const ENTRIES = 'journal_entries e NOT INDEXED LEFT JOIN journal_lines l ON l.entry_id = e.id';

/** Every entry for itself: balanced, one side a line, on the accounts of its event (3.8, C1); those of commission against the sums of the lines. */
export function checkEntries(scope: Scope): Check {
  const { db } = scope;
  const check = new Check('journal', 'Every journal entry balances, each line has one side, and the accounts are those of its event (3.8)');
  check.looked(db.get<{ n: number }>('SELECT count(*) AS n FROM journal_entries')?.n ?? 0);
  const due = commissionOf(scope);
  const found = walk(scope, due);
  if (found.isWrong) nameEntries(check, scope);
  for (const line of db.iterate<{ id: number; entryId: number }>(
    'SELECT l.id, l.entry_id AS entryId FROM journal_lines l LEFT JOIN journal_entries e ON e.id = l.entry_id WHERE e.id IS NULL',
  )) {
    check.problem(`Journal line ${line.id} belongs to entry ${line.entryId}, which does not exist.`);
  }
  if (found.isCommissionDue) check.looked(found.commission);
  else nameCommission(check, scope, due);
  return check;
}

interface Booked {
  readonly event: string;
  readonly reference: string;
  readonly partnerId: number;
  readonly payablePaisa: number;
  readonly expensePaisa: number;
  readonly postedOn: string;
  readonly seq: number;
}

/** Posted sums by event, month and partner: each stands in the journal once. */
type Commission = ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<number, number>>>;

function commissionOf(scope: Scope): Commission {
  const due = new Map([...EVENTS.keys()].map((event) => [event, new Map<string, Map<number, number>>()]));
  for (const one of scope.posted) {
    for (const [event, sumOf] of EVENTS) {
      const sum = sumOf(one);
      if (sum === 0) continue;
      const months = due.get(event);
      const partners = months?.get(one.month) ?? new Map<number, number>();
      months?.set(one.month, partners.set(one.partnerId, sum));
    }
  }
  return due;
}

const EVENTS: ReadonlyMap<string, (one: Posted) => number> = new Map([
  ['accrual', (one) => one.accruedPaisa],
  ['clawback', (one) => one.clawbackPaisa],
  ['adjustment', (one) => one.adjustmentsPaisa],
]);

/** One walk over all entries, which tells whether any is wrong and whether the commission is booked as due; naming what is not is for later. */
function walk(scope: Scope, due: Commission): { readonly isWrong: boolean; readonly isCommissionDue: boolean; readonly commission: number } {
  const closes = new Map(scope.closes.map((close) => [close.month, { seq: close.seq, lastDay: monthEnd(close.month) }]));
  const seen = new Map([...due].map(([event, months]) => [event, new Map([...months.keys()].map((month) => [month, new Set<number>()]))]));
  let isWrong = false;
  let isCommissionDue = true;
  let commission = 0;
  for (const entry of scope.db.iterate<Booked & { readonly isWrong: number; readonly isCommission: number }>(
    `SELECT event, reference, partnerId, postedOn, seq, payablePaisa, expensePaisa, ${IS_WRONG} AS isWrong, isCommission
     FROM (SELECT ${JUDGED}, ${COMMISSION}, ${IS_COMMISSION} AS isCommission FROM ${ENTRIES} GROUP BY e.id) WHERE isCommission OR isWrong`,
  )) {
    if (entry.isWrong !== 0) isWrong = true;
    if (entry.isCommission === 0) continue;
    const sum = due.get(entry.event)?.get(entry.reference)?.get(entry.partnerId);
    const close = closes.get(entry.reference);
    const partners = seen.get(entry.event)?.get(entry.reference);
    if (sum !== entry.payablePaisa || sum !== entry.expensePaisa || close?.seq !== entry.seq || close.lastDay !== entry.postedOn) isCommissionDue = false;
    if (partners?.has(entry.partnerId) !== false) isCommissionDue = false;
    partners?.add(entry.partnerId);
    commission += 1;
  }
  const sums = [...due.values()].reduce((total, months) => [...months.values()].reduce((n, partners) => n + partners.size, total), 0);
  return { isWrong, isCommissionDue: isCommissionDue && commission === sums, commission };
}

function nameEntries(check: Check, scope: Scope): void {
  for (const entry of scope.db.iterate<{
    id: number;
    event: string;
    reference: string;
    debit: number;
    credit: number;
    lines: number;
    odd: number;
    foreign: number;
    dated: number;
  }>(`SELECT e.id, ${JUDGED} FROM ${ENTRIES} GROUP BY e.id HAVING ${IS_WRONG} ORDER BY e.id`)) {
    const name = `Entry ${entry.id} (${entry.event} ${entry.reference})`;
    check.expect(entry.debit === entry.credit, () => `${name}: debits are ${money(entry.debit)}, credits ${money(entry.credit)}.`);
    check.expect(entry.lines >= 2, () => `${name}: it has ${entry.lines} lines.`);
    check.expect(entry.odd === 0, () => `${name}: ${entry.odd} of its lines have no side, both sides, or a negative amount.`);
    check.expect(entry.foreign === 0, () => `${name}: ${entry.foreign} of its lines are on an account or a partner that its event does not move.`);
    check.expect(entry.dated === 1, () => `${name}: its month is not that of its date.`);
  }
}

/** Commission per month and partner in the journal, against the sums of the lines. */
function nameCommission(check: Check, scope: Scope, due: Commission): void {
  const closes = new Map(scope.closes.map((close) => [close.month, close.seq]));
  const named = new Set<string>();
  for (const booked of scope.db.iterate<Booked & { readonly entries: number }>(
    `SELECT event, reference, partnerId, count(*) AS entries, min(postedOn) AS postedOn, min(seq) AS seq, sum(payablePaisa) AS payablePaisa, sum(expensePaisa) AS expensePaisa
     FROM (SELECT e.event, e.reference, ${COMMISSION} FROM ${ENTRIES} WHERE ${IS_COMMISSION} GROUP BY e.id) GROUP BY event, reference, partnerId ORDER BY reference, partnerId, event`,
  )) {
    check.looked(1);
    named.add(`${booked.event} ${booked.reference} ${booked.partnerId}`);
    const sum = due.get(booked.event)?.get(booked.reference)?.get(booked.partnerId) ?? 0;
    const wrong = differences(booked, {
      entries: 1,
      payablePaisa: sum,
      expensePaisa: sum,
      postedOn: monthEnd(booked.reference),
      seq: closes.get(booked.reference) ?? null,
    });
    if (wrong !== null) check.problem(`${booked.event} of ${codeOf(scope, booked.partnerId)} in ${booked.reference}: ${wrong}.`);
  }
  for (const [event, months] of due) {
    for (const [month, partners] of months)
      for (const [partner, sum] of partners)
        if (!named.has(`${event} ${month} ${partner}`))
          check.problem(`${event} of ${codeOf(scope, partner)} in ${month}: ${money(sum)} of posted lines is not in the journal.`);
  }
}

interface Standing {
  readonly partnerId: number;
  readonly balancePaisa: number | null;
  readonly receivablePaisa: number | null;
  readonly payableInJournalPaisa: number;
  readonly receivableInJournalPaisa: number;
}

/** Where each partner stands: stored, by lines and payments, and in the journal (C2, 5.3). */
export function checkBalances(scope: Scope): Check {
  const check = new Check(
    'balances',
    'What each partner is owed is all posted less all paid; what is negative stands as receivable, and payable never falls below zero (5.3)',
  );
  const due = new Map<number, number>();
  for (const one of scope.posted) due.set(one.partnerId, (due.get(one.partnerId) ?? 0) + one.accruedPaisa + one.adjustmentsPaisa + one.clawbackPaisa);
  for (const paid of scope.db.iterate<{ partnerId: number; gross: number }>(
    "SELECT partner_id AS partnerId, sum(gross_paisa) AS gross FROM payout_items WHERE state = 'paid' GROUP BY partner_id",
  )) {
    due.set(paid.partnerId, (due.get(paid.partnerId) ?? 0) - paid.gross);
  }
  const stored = standings(scope);
  for (const id of new Set([...due.keys(), ...stored.keys()])) {
    check.looked(1);
    const balance = due.get(id) ?? 0;
    const owed = { payableInJournalPaisa: Math.max(balance, 0), receivableInJournalPaisa: Math.max(-balance, 0) };
    const should = due.has(id)
      ? { balancePaisa: balance, receivablePaisa: owed.receivableInJournalPaisa, ...owed }
      : { balancePaisa: null, receivablePaisa: null, ...owed };
    const wrong = differences(stored.get(id) ?? { payableInJournalPaisa: 0, receivableInJournalPaisa: 0 }, should);
    if (wrong !== null) check.problem(`${codeOf(scope, id)}: ${wrong}.`);
  }
  checkNeverNegative(check, scope);
  return check;
}

/** Stored balances beside those of the journal, joined here: an outer join of the two would compare each with each. */
function standings(scope: Scope): Map<number, Standing> {
  const found = new Map<number, Standing>();
  for (const row of scope.db.iterate<Standing>(
    `SELECT partner_id AS partnerId, sum(CASE account WHEN 'partner_payable' THEN credit_paisa - debit_paisa ELSE 0 END) AS payableInJournalPaisa,
       sum(CASE account WHEN 'clawback_receivable' THEN debit_paisa - credit_paisa ELSE 0 END) AS receivableInJournalPaisa, NULL AS balancePaisa, NULL AS receivablePaisa
     FROM journal_lines WHERE account IN ('partner_payable', 'clawback_receivable') GROUP BY partner_id`,
  )) {
    found.set(row.partnerId, row);
  }
  for (const row of scope.db.iterate<Pick<Standing, 'partnerId' | 'balancePaisa' | 'receivablePaisa'>>(
    'SELECT partner_id AS partnerId, balance_paisa AS balancePaisa, receivable_paisa AS receivablePaisa FROM partner_balances',
  )) {
    found.set(row.partnerId, { payableInJournalPaisa: 0, receivableInJournalPaisa: 0, ...found.get(row.partnerId), ...row });
  }
  return found;
}

/** After every command, a partner's payable and receivable are not negative and not both there: that pins down every set-off between them. */
function checkNeverNegative(check: Check, scope: Scope): void {
  for (const row of scope.db.iterate<{ partnerId: number; seq: number; payable: number; receivable: number }>(
    `WITH moved AS (
       SELECT l.partner_id AS partnerId, e.recorded_seq AS seq, sum(CASE l.account WHEN 'partner_payable' THEN l.credit_paisa - l.debit_paisa ELSE 0 END) AS payable,
         sum(CASE l.account WHEN 'clawback_receivable' THEN l.debit_paisa - l.credit_paisa ELSE 0 END) AS receivable
       FROM journal_lines l JOIN journal_entries e ON e.id = l.entry_id WHERE l.account IN ('partner_payable', 'clawback_receivable') GROUP BY l.partner_id, e.recorded_seq),
     stood AS (SELECT partnerId, seq, sum(payable) OVER w AS payable, sum(receivable) OVER w AS receivable FROM moved WINDOW w AS (PARTITION BY partnerId ORDER BY seq))
     SELECT * FROM stood WHERE min(payable, receivable) <> 0 ORDER BY partnerId, seq`,
  )) {
    check.problem(
      `${codeOf(scope, row.partnerId)}: after command ${row.seq} its payable stood at ${money(row.payable)} and its receivable at ${money(row.receivable)}.`,
    );
  }
}

/** The whole journal: debits equal credits, and every account shows what lines and payments say (3.8, C3). */
export function checkTrialBalance(scope: Scope): Check {
  const check = new Check('trial balance', 'All debits equal all credits, and every account stands where the lines and payments put it (3.8)');
  const net = new Map(
    scope.db
      .all<{ account: string; net: number }>('SELECT account, sum(debit_paisa) - sum(credit_paisa) AS net FROM journal_lines GROUP BY account')
      .map((row) => [row.account, row.net]),
  );
  const paid = scope.db.get<{ withheld: number; net: number }>(
    "SELECT coalesce(sum(withholding_paisa), 0) AS withheld, coalesce(sum(net_paisa), 0) AS net FROM payout_items WHERE state = 'paid'",
  );
  const owed = scope.db.get<{ owed: number }>('SELECT coalesce(sum(max(balance_paisa, 0)), 0) AS owed FROM partner_balances')?.owed ?? 0;
  const reclaimed = scope.db.get<{ sum: number }>('SELECT coalesce(sum(max(-balance_paisa, 0)), 0) AS sum FROM partner_balances')?.sum ?? 0;
  const sum = (key: 'accruedPaisa' | 'adjustmentsPaisa' | 'clawbackPaisa'): number => scope.posted.reduce((total, one) => total + one[key], 0);
  const due = {
    commission_expense: sum('accruedPaisa') + sum('clawbackPaisa'),
    accrued_adjustments: sum('adjustmentsPaisa'),
    partner_payable: -owed,
    clawback_receivable: reclaimed,
    withholding_payable: -(paid?.withheld ?? 0),
    bank: -(paid?.net ?? 0),
  };
  const total = [...net.values()].reduce((a, b) => a + b, 0);
  check.looked(net.size);
  check.expect(total === 0, () => `Debits and credits differ by ${money(total)}.`);
  for (const [account, should] of Object.entries(due))
    check.expect(
      (net.get(account) ?? 0) === should,
      () => `${account}: stands at ${money(net.get(account) ?? 0)}, should be ${money(should)} (debits less credits).`,
    );
  for (const account of net.keys()) check.expect(Object.hasOwn(due, account), () => `${account}: nothing is ever posted to this account.`);
  return check;
}
