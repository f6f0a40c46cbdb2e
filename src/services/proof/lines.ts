import type { ProofNode } from '../../contract/proof.ts';
import type { ReadDb } from '../../db/tx.ts';
import { month as asMonth, isoDate, lastDayOf } from '../../shared/calendar.ts';
import { AppError } from '../../shared/errors.ts';
import { CORRECTED_NOTE, IS_CORRECTED } from './corrections.ts';
import { type Budget, fact, facts, leaf, listed, type More, product, roundingNote, rupees, sum } from './node.ts';
import type { Subject } from './subject.ts';
import { rateProof } from './tiers.ts';

/** A posted line with everything that its proof names. */
export interface LineRow {
  readonly id: number;
  readonly deal: string;
  readonly dealId: number;
  readonly partner: string;
  readonly partnerId: number;
  readonly period: string;
  readonly postedIn: string;
  readonly kind: string;
  readonly invoiceNo: string | null;
  readonly basePaisa: number;
  readonly rateBps: number;
  readonly amountPaisa: number;
  readonly rateSource: string;
  readonly tier: string;
  readonly versionId: number;
  readonly beyondTerm: number;
  readonly accepted: number;
  readonly billingLineId: number | null;
  readonly reversesId: number | null;
  readonly file: string | null;
  readonly row: number | null;
  readonly dealFile: string | null;
  readonly dealRow: number | null;
  readonly isCorrected: number;
}

const LINES = `SELECT a.id, d.code AS deal, a.deal_id AS dealId, p.code AS partner, a.partner_id AS partnerId, a.period, a.posted_in AS postedIn, a.kind, a.invoice_no AS invoiceNo, a.base_paisa AS basePaisa,
    a.rate_bps AS rateBps, a.amount_paisa AS amountPaisa, a.rate_source AS rateSource, a.tier, a.terms_version_id AS versionId, a.beyond_term AS beyondTerm, a.accepted, a.billing_line_id AS billingLineId,
    a.reverses_id AS reversesId, f.name AS file, l.import_row AS row, g.name AS dealFile, d.import_row AS dealRow, ${IS_CORRECTED} AS isCorrected
  FROM accrual_lines a JOIN deals d ON d.id = a.deal_id JOIN partners p ON p.id = a.partner_id LEFT JOIN billing_lines l ON l.id = a.billing_line_id
    LEFT JOIN import_files f ON f.id = l.import_file_id LEFT JOIN import_files g ON g.id = d.import_file_id`;

const RULES: Readonly<Record<string, string>> = { recurring: '3.2', fixed_price: '3.4', clawback: '5.1', adjustment: '3.5' };
const WORDS: Readonly<Record<string, string>> = {
  recurring: 'Commission',
  fixed_price: 'Commission on completion',
  clawback: 'Clawback',
  adjustment: 'Adjustment',
};

const labelOf = (line: LineRow): string =>
  `${WORDS[line.kind] ?? line.kind}: ${line.deal}, ${line.invoiceNo === null ? 'completion' : `invoice ${line.invoiceNo}`} for ${line.period}`;

const linkOf = (line: LineRow): ProofNode['link'] => ({ kind: 'accrual', id: `${line.deal}#${line.id}` });

const sourceOf = (file: string | null, row: number | null): ProofNode['source'] => (file === null || row === null ? null : { file, row });

/** What a line is worked out on: the billing line, or the contract value; negated in a reversal. */
function baseNode(line: LineRow): ProofNode {
  const negated = line.reversesId === null ? '' : ', taken back';
  if (line.billingLineId === null) {
    return leaf(
      `Contract value of ${line.deal}${negated}`,
      { paisa: line.basePaisa },
      { rule: '3.4', source: sourceOf(line.dealFile, line.dealRow), link: { kind: 'deal', id: line.deal } },
    );
  }
  const words = line.basePaisa < 0 === (line.reversesId === null) ? 'Credit note' : 'Invoice';
  return leaf(
    `${words} ${line.invoiceNo ?? ''} of ${line.deal}, billed for ${line.period}${negated}`,
    { paisa: line.basePaisa },
    {
      rule: '3.1',
      source: sourceOf(line.file, line.row),
      link: { kind: 'billing', id: `${line.deal}#${line.invoiceNo ?? ''}` },
      ...(line.isCorrected === 1 ? { note: CORRECTED_NOTE } : {}),
    },
  );
}

/** A line in a sum: base × rate, with the link to its own full proof. */
function briefLine(line: LineRow): ProofNode {
  const rate = leaf(
    `Rate (${line.rateSource === 'tier' ? line.tier : `${line.rateSource}'s own`})`,
    { bps: line.rateBps },
    { rule: '1.6', termsVersion: line.versionId },
  );
  return product(labelOf(line), line.amountPaisa, baseNode(line), rate, [], {
    rule: RULES[line.kind] ?? null,
    termsVersion: line.versionId,
    link: linkOf(line),
    deeper: { kind: 'accrual', id: line.id },
  });
}

/** The whole derivation of a posted line (3.2–3.6, 5.1): base, rate and where it comes from, rounding, corrections, where it was paid. */
export function lineProof(db: ReadDb, id: number, figure: 'basePaisa' | 'rateBps' | 'amountPaisa' = 'amountPaisa'): ProofNode {
  const line = db.get<LineRow>(`${LINES} WHERE a.id = ?`, [id]);
  if (!line) throw new AppError('NOT_FOUND', `There is no posted line ${id}.`);
  if (figure === 'basePaisa') return baseNode(line);
  if (figure === 'rateBps') return lineRate(db, line);
  return product(labelOf(line), line.amountPaisa, baseNode(line), lineRate(db, line), [...placeNodes(line), ...correctionNodes(db, line), paidNode(db, line)], {
    rule: RULES[line.kind] ?? null,
    termsVersion: line.versionId,
    link: { kind: 'deal', id: line.deal },
    note: roundingNote(line.basePaisa, line.rateBps, line.amountPaisa),
  });
}

function placeNodes(line: LineRow): ProofNode[] {
  const nodes = [
    fact('Posted in', line.postedIn, {
      rule: '3.6',
      link: { kind: 'month', id: line.postedIn },
      note: line.period < line.postedIn && line.reversesId === null ? `It came after ${line.period} was closed, and keeps its own billing month.` : null,
    }),
  ];
  if (line.beyondTerm === 1) nodes.push(fact('Retained beyond term', 'the contract goes on after its term', { rule: '3.3' }));
  return nodes;
}

interface RateRow {
  readonly signedOn: string;
  readonly ownRateBps: number | null;
  readonly ownRateReason: string | null;
  readonly tier: string;
  readonly rateBps: number;
  readonly source: string;
  readonly versionId: number;
}

/** 2.6: whether a line took the rate registered with the deal, or that of its month. */
function lineRate(db: ReadDb, line: LineRow): ProofNode {
  const deal = dealRate(db, line.dealId);
  const basis =
    db.get<{ basis: string }>("SELECT body_json ->> 'rateBasis' AS basis FROM terms_versions WHERE id = ?", [line.versionId])?.basis ?? 'registration';
  const same = deal.rateBps === line.rateBps && deal.tier === line.tier && deal.source === line.rateSource;
  const isRegistered = basis === 'registration' || deal.ownRateBps !== null || (basis === 'higher-of-both' && same);
  const shared = {
    deal: line.deal,
    partnerId: line.partnerId,
    rateBps: line.rateBps,
    source: line.rateSource,
    tier: line.tier,
    ownRateReason: deal.ownRateReason,
    dealSource: sourceOf(line.dealFile, line.dealRow),
  };
  if (isRegistered)
    return rateProof(
      db,
      { ...shared, termsVersionId: deal.versionId, on: isoDate(deal.signedOn) },
      `Rate registered with ${line.deal} on ${deal.signedOn}`,
      '2.6',
    );
  const on = lastDayOf(asMonth(line.period));
  return rateProof(db, { ...shared, termsVersionId: line.versionId, on }, `Rate of ${line.period}, as known at the close of ${line.postedIn}`, '2.6');
}

function dealRate(db: ReadDb, dealId: number): RateRow {
  const row = db.get<RateRow>(
    `SELECT signed_on AS signedOn, own_rate_bps AS ownRateBps, own_rate_reason AS ownRateReason, registered_tier AS tier, registered_rate_bps AS rateBps, registered_rate_source AS source, terms_version_id AS versionId FROM deals WHERE id = ?`,
    [dealId],
  );
  if (!row) throw new AppError('NOT_FOUND', 'The deal of this line is not in the file. Run verify.');
  return row;
}

/** Reversal and reversed point at each other; an exception names who let it accrue. */
function correctionNodes(db: ReadDb, line: LineRow): ProofNode[] {
  const nodes: ProofNode[] = [];
  const other = (id: number): LineRow | undefined => db.get<LineRow>(`${LINES} WHERE a.id = ?`, [id]);
  const origin = line.reversesId === null ? undefined : other(line.reversesId);
  if (origin)
    nodes.push(
      facts('Takes back', { text: `line ${origin.id}, ${rupees(origin.amountPaisa)}` }, [briefLine(origin), ...endNodes(db, line.dealId)], {
        rule: RULES[line.kind] ?? null,
        link: linkOf(origin),
        deeper: { kind: 'accrual', id: origin.id },
      }),
    );
  const by = db.get<{ id: number }>('SELECT id FROM accrual_lines WHERE reverses_id = ?', [line.id]);
  const reversal = by && other(by.id);
  if (reversal)
    nodes.push(
      facts(
        'Taken back by',
        { text: `line ${reversal.id} in ${reversal.postedIn}, ${rupees(reversal.amountPaisa)}` },
        [briefLine(reversal), ...endNodes(db, line.dealId)],
        { rule: RULES[reversal.kind] ?? null, link: linkOf(reversal), deeper: { kind: 'accrual', id: reversal.id } },
      ),
    );
  if (line.accepted === 1) nodes.push(...decisionNodes(db, line));
  return nodes;
}

function endNodes(db: ReadDb, dealId: number): ProofNode[] {
  const deal = db.get<{ code: string; on: string | null; reason: string | null; clawedBack: number }>(
    'SELECT code, cancelled_on AS "on", cancel_reason AS reason, clawed_back AS clawedBack FROM deals WHERE id = ?',
    [dealId],
  );
  if (!deal?.on) return [];
  const why = deal.reason === 'fraud' ? 'fraud' : `by the ${deal.reason === 'client' ? 'client' : 'company, or agreed'}`;
  return [
    fact('Cancelled', `on ${deal.on}, ${why}`, {
      rule: deal.clawedBack === 0 ? '3.5' : deal.reason === 'fraud' ? '5.2' : '5.1',
      link: { kind: 'deal', id: deal.code },
    }),
  ];
}

function decisionNodes(db: ReadDb, line: LineRow): ProofNode[] {
  const decision = db.get<{ reason: string; by: string; at: string }>(
    `SELECT reason, decided_by AS "by", decided_at AS at FROM exception_decisions WHERE deal_id = :dealId AND billing_line_id IS :lineId AND decision = 'accept' ORDER BY id DESC LIMIT 1`,
    { dealId: line.dealId, lineId: line.billingLineId },
  );
  return decision ? [fact('Exception let accrue', decision.reason, { rule: '3.5', note: `By ${decision.by}, ${decision.at}.` })] : [];
}

/** The payment that settles the month in which the line was posted (6.2). */
function paidNode(db: ReadDb, line: LineRow): ProofNode {
  const item = db.get<{ quarter: string; state: string; paidOn: string | null }>(
    'SELECT quarter, state, paid_on AS paidOn FROM payout_items WHERE partner_id = ? AND settles_from <= ? AND settles_to >= ? ORDER BY quarter LIMIT 1',
    [line.partnerId, line.postedIn, line.postedIn],
  );
  if (!item) return fact('Paid', 'not yet', { rule: '6.2' });
  return fact('Paid', `with the payout of ${item.quarter}, ${item.paidOn === null ? item.state : `paid on ${item.paidOn}`}`, {
    rule: '6.2',
    link: { kind: 'payout', id: `${item.quarter} ${line.partner}` },
  });
}

interface Group {
  readonly partner: string;
  readonly deal: string;
  readonly lines: number;
  readonly amountPaisa: number;
}

/** Which posted lines a sum is of. */
export interface LineScope {
  /** A condition on `accrual_lines a` and its parameters. */
  readonly where: string;
  readonly params: Readonly<Record<string, string | number | null>>;
  /** The same as a filter of the ledger, where there is one: subtotals that stop lead on by it. */
  readonly within?: Subject<'accrualsTotal'>['filter'];
}

/** What a subtotal that stops here says: how many lines, and where to go on. */
const subtotal = (kind: 'deal' | 'partner', id: string, lines: number, { within }: LineScope): More => ({
  link: { kind, id },
  note: `${lines} ${lines === 1 ? 'line' : 'lines'}`,
  deeper: within === undefined ? null : { kind: 'accrualsTotal', filter: { ...within, [kind]: id }, figure: 'amountPaisa' },
});

/** Leaves that one line takes in a sum: its base and its rate. */
const LEAVES_OF_LINE = 2;

/**
 * A sum of posted lines, by partner, then deal, then line; where that would end in more sources than are left, it stops at deals or partners.
 * `value` is the stored figure where one is stored, else null.
 */
export function linesSum(db: ReadDb, budget: Budget, label: string, scope: LineScope, value: number | null, more: More = {}): ProofNode {
  const groups = db.all<Group>(
    `SELECT p.code AS partner, d.code AS deal, g.lines, g.amountPaisa FROM (SELECT a.partner_id, a.deal_id, count(*) AS lines, sum(a.amount_paisa) AS amountPaisa FROM accrual_lines a WHERE ${scope.where} GROUP BY a.partner_id, a.deal_id) g
     JOIN partners p ON p.id = g.partner_id JOIN deals d ON d.id = g.deal_id ORDER BY p.code, d.code`,
    scope.params,
  );
  const total = groups.reduce((added, group) => added + group.amountPaisa, 0);
  const lines = groups.reduce((added, group) => added + group.lines, 0);
  const parts = budget.take(lines * LEAVES_OF_LINE)
    ? byLine(db, groups, scope)
    : budget.take(groups.length)
      ? byDeal(groups, scope)
      : byPartner(groups, budget, scope);
  return sum(label, value ?? total, parts, { note: `${lines} ${lines === 1 ? 'line' : 'lines'}`, ...more });
}

const added = (parts: readonly ProofNode[]): number => parts.reduce((total, part) => total + ('paisa' in part.value ? part.value.paisa : 0), 0);

/** Levels that would hold one part only are left out. */
function nested(groups: readonly Group[], partsOf: (group: Group) => ProofNode[]): ProofNode[] {
  const partners = new Map<string, Group[]>();
  for (const group of groups) {
    const list = partners.get(group.partner);
    if (list) list.push(group);
    else partners.set(group.partner, [group]);
  }
  const dealNodes = (list: readonly Group[]): ProofNode[] =>
    list.length === 1 && list[0] && partners.size === 1 ? partsOf(list[0]) : list.map((group) => dealNode(group, partsOf(group)));
  if (partners.size === 1) return dealNodes(groups);
  return [...partners].map(([partner, list]) => {
    const parts = dealNodes(list);
    return sum(partner, added(parts), parts, { link: { kind: 'partner', id: partner } });
  });
}

function dealNode(group: Group, parts: readonly ProofNode[]): ProofNode {
  const [only] = parts;
  if (parts.length === 1 && only?.combine === 'leaf') return only;
  return sum(group.deal, group.amountPaisa, parts, { link: { kind: 'deal', id: group.deal } });
}

function byLine(db: ReadDb, groups: readonly Group[], { where, params }: LineScope): ProofNode[] {
  const lines = new Map<string, ProofNode[]>();
  for (const line of db.all<LineRow>(`${LINES} WHERE ${where} ORDER BY a.posted_in, a.id`, params)) {
    const list = lines.get(line.deal);
    if (list) list.push(briefLine(line));
    else lines.set(line.deal, [briefLine(line)]);
  }
  return nested(groups, (group) => lines.get(group.deal) ?? []);
}

const byDeal = (groups: readonly Group[], scope: LineScope): ProofNode[] =>
  nested(groups, ({ deal, lines, amountPaisa }) => [leaf(deal, { paisa: amountPaisa }, subtotal('deal', deal, lines, scope))]);

/** Partners one by one while there is room, the rest in one subtotal. */
function byPartner(groups: readonly Group[], budget: Budget, scope: LineScope): ProofNode[] {
  const partners = new Map<string, { lines: number; amountPaisa: number }>();
  for (const group of groups) {
    const sofar = partners.get(group.partner) ?? { lines: 0, amountPaisa: 0 };
    partners.set(group.partner, { lines: sofar.lines + group.lines, amountPaisa: sofar.amountPaisa + group.amountPaisa });
  }
  const rows = [...partners].map(([partner, one]) => ({ label: partner, value: one.amountPaisa, more: subtotal('partner', partner, one.lines, scope) }));
  return listed('paisa', rows, budget);
}

/** The rate registered with a deal (1.6, 2.5). */
export function registeredRateProof(db: ReadDb, code: string): ProofNode {
  const deal = db.get<{ id: number; partnerId: number; file: string | null; row: number | null }>(
    'SELECT d.id, d.partner_id AS partnerId, f.name AS file, d.import_row AS row FROM deals d LEFT JOIN import_files f ON f.id = d.import_file_id WHERE d.code = ?',
    [code],
  );
  if (!deal) throw new AppError('NOT_FOUND', `There is no deal ${code}.`);
  const rate = dealRate(db, deal.id);
  return rateProof(
    db,
    {
      deal: code,
      partnerId: deal.partnerId,
      rateBps: rate.rateBps,
      source: rate.source,
      tier: rate.tier,
      termsVersionId: rate.versionId,
      on: isoDate(rate.signedOn),
      ownRateReason: rate.ownRateReason,
      dealSource: sourceOf(deal.file, deal.row),
    },
    `Rate registered with ${code} on ${rate.signedOn}`,
    '2.5',
  );
}
