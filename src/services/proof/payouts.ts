import type { Parsed } from '../../contract/index.ts';
import type { ProofNode } from '../../contract/proof.ts';
import { findRun, loadItems } from '../../db/repos/payouts.ts';
import { loadTermsVersions } from '../../db/repos/terms.ts';
import type { ReadDb } from '../../db/tx.ts';
import { type Terms, termsOn } from '../../domain/terms.ts';
import { addMonths, lastDayOf, lastMonthOf, type Month, monthsOf, type Quarter } from '../../shared/calendar.ts';
import { AppError } from '../../shared/errors.ts';
import { linesSum } from './lines.ts';
import { paymentsOf } from './months.ts';
import { type Budget, fact, facts, leaf, product, roundingNote, rupees, sum } from './node.ts';
import { partnerOf } from './tiers.ts';

type Figure = Parsed<'proof.of'> extends infer S ? (S extends { kind: 'payout'; figure: infer F } ? F : never) : never;

/** What a run gives one partner, as stored, or as it would be before it is proposed. */
interface Item {
  readonly quarter: Quarter;
  readonly partnerId: number;
  readonly partner: string;
  readonly openingPaisa: number;
  readonly accruedPaisa: number;
  readonly adjustmentsPaisa: number;
  readonly clawbackPaisa: number;
  readonly grossPaisa: number;
  readonly withholdingPaisa: number;
  readonly netPaisa: number;
  readonly carriedPaisa: number;
  readonly settlesFrom: string | null;
  readonly settlesTo: string | null;
  readonly withholdingBasePaisa: number;
  readonly withholdingRateBps: number | null;
  readonly withholdingReference: string | null;
  readonly standing: string | null;
  readonly state: string;
}

const WORDS: Readonly<Record<Figure, string>> = {
  openingPaisa: 'Opening balance',
  accruedPaisa: 'Accrued',
  adjustmentsPaisa: 'Adjustments',
  clawbackPaisa: 'Clawbacks',
  grossPaisa: 'Gross payout',
  withholdingPaisa: 'Withholding tax',
  netPaisa: 'Net payout',
  carriedPaisa: 'Carried forward',
};

const KINDS = { accruedPaisa: "('recurring', 'fixed_price')", adjustmentsPaisa: "('adjustment')", clawbackPaisa: "('clawback')" } as const;

/** How far openings are followed back before a proof points at the run before. */
const QUARTERS_BACK = 8;

/** Beyond so many partners, a total stops at each one's payout. */
const PARTNERS_IN_FULL = 20;

/** What a run would give its partners if it were proposed now; the composition hands it in, for it is the payouts' own working-out. */
export type WorkOut = (db: ReadDb, quarter: Quarter) => { readonly items: readonly Omit<Item, 'quarter'>[] };

function itemsOf(db: ReadDb, workOut: WorkOut, quarter: Quarter): { items: readonly Item[]; proposed: boolean } {
  if (findRun(db, quarter)) return { items: loadItems(db, quarter), proposed: true };
  return { items: workOut(db, quarter).items.map((item) => ({ ...item, quarter })), proposed: false };
}

const linkOf = (item: Item): ProofNode['link'] => ({ kind: 'payout', id: `${item.quarter} ${item.partner}` });

/** A figure of one partner's payout, down to the posted lines (6.2, 6.3). */
export function payoutProof(db: ReadDb, budget: Budget, workOut: WorkOut, quarter: Quarter, code: string, figure: Figure): ProofNode {
  const partner = partnerOf(db, code);
  const { items, proposed } = itemsOf(db, workOut, quarter);
  const item = items.find((one) => one.partnerId === partner.id);
  if (!item) throw new AppError('NOT_FOUND', `${code} has no movement and no balance in ${quarter}.`);
  const node = figureNode(db, budget, item, figure, QUARTERS_BACK);
  if (node.combine === 'leaf') return node;
  return { ...node, parts: [...node.parts, stateNode(db, item, proposed)] };
}

/** A figure of the whole run: the sum over its partners. */
export function payoutTotalProof(db: ReadDb, budget: Budget, workOut: WorkOut, quarter: Quarter, figure: Figure): ProofNode {
  const { items } = itemsOf(db, workOut, quarter);
  const full = items.length <= PARTNERS_IN_FULL;
  const moving = items.filter((item) => item[figure] !== 0);
  const total = items.reduce((added, item) => added + item[figure], 0);
  const parts = moving.map((item) =>
    full
      ? { ...figureNode(db, budget, item, figure, 1), label: item.partner }
      : leaf(item.partner, { paisa: item[figure] }, { link: linkOf(item), deeper: { kind: 'payout', quarter, partner: item.partner, figure } }),
  );
  return sum(`${WORDS[figure]}, all partners, ${quarter}`, total, parts, { rule: '6.2', note: `${moving.length} of ${items.length} partners` });
}

/** The rate that tax is withheld at, with the standing it follows from and its legal reference (6.3). */
export function withholdingRateProof(db: ReadDb, workOut: WorkOut, quarter: Quarter, code: string): ProofNode {
  const partner = partnerOf(db, code);
  const item = itemsOf(db, workOut, quarter).items.find((one) => one.partnerId === partner.id);
  if (item === undefined || item.withholdingRateBps === null) throw new AppError('NOT_FOUND', `No withholding rate is in force for ${code} in ${quarter}.`);
  return facts(`Withholding rate of ${code} in ${quarter}`, { bps: item.withholdingRateBps }, [standingNode(item)], {
    rule: '6.3',
    link: linkOf(item),
    note: item.withholdingReference,
  });
}

const standingNode = (item: Item): ProofNode =>
  fact('Tax standing on the payment date', (item.standing ?? 'none').replace('_', '-'), { rule: '6.3', link: { kind: 'partner', id: item.partner } });

function stateNode(db: ReadDb, item: Item, proposed: boolean): ProofNode {
  const run = findRun(db, item.quarter);
  if (!proposed || !run) return fact('State', 'not proposed yet: what it would be', { rule: '6.4' });
  return fact('State', item.state, {
    rule: '6.4',
    note: `Run ${run.state}, payment date ${run.valueOn}, proposed by ${run.proposedBy}${run.approvedBy === null ? '' : `, approved by ${run.approvedBy}`}.`,
  });
}

function termsOf(db: ReadDb, quarter: Quarter): Terms & { readonly id: number } {
  const versions = loadTermsVersions(db);
  const stored = findRun(db, quarter)?.termsVersionId;
  return versions.find((version) => version.id === stored) ?? termsOn(versions, lastDayOf(lastMonthOf(quarter)));
}

function figureNode(db: ReadDb, budget: Budget, item: Item, figure: Figure, back: number): ProofNode {
  switch (figure) {
    case 'openingPaisa':
      return openingNode(db, budget, item, back);
    case 'accruedPaisa':
    case 'adjustmentsPaisa':
    case 'clawbackPaisa':
      return movementNode(db, budget, item, figure);
    case 'grossPaisa':
      return grossNode(db, budget, item, back);
    case 'carriedPaisa':
      return carriedNode(db, budget, item, back);
    case 'withholdingPaisa':
      return withholdingNode(db, item);
    case 'netPaisa':
      return netNode(db, budget, item, back);
  }
}

function movementNode(db: ReadDb, budget: Budget, item: Item, figure: keyof typeof KINDS): ProofNode {
  const [from, , to] = monthsOf(item.quarter);
  const where = `a.partner_id = :partnerId AND a.posted_in BETWEEN :from AND :to AND a.kind IN ${KINDS[figure]}`;
  return linesSum(
    db,
    budget,
    `${WORDS[figure]} of ${item.partner} in ${item.quarter}`,
    { where, params: { partnerId: item.partnerId, from, to } },
    item[figure],
    {
      rule: figure === 'accruedPaisa' ? '6.2' : '3.5',
      link: linkOf(item),
    },
  );
}

/** Carried in: what the last run carried out, and what was posted in quarters since that had none (6.2). */
function openingNode(db: ReadDb, budget: Budget, item: Item, back: number): ProofNode {
  const before = db.get<{ quarter: Quarter }>('SELECT quarter FROM payout_items WHERE partner_id = ? AND quarter < ? ORDER BY quarter DESC LIMIT 1', [
    item.partnerId,
    item.quarter,
  ])?.quarter;
  const from = before === undefined ? '' : addMonths(lastMonthOf(before), 1);
  const to = addMonths(monthsOf(item.quarter)[0], -1);
  const label = `${WORDS.openingPaisa} of ${item.partner} in ${item.quarter}`;
  const parts: ProofNode[] = [];
  const carrier = before === undefined ? undefined : loadItems(db, before).find((one) => one.partnerId === item.partnerId);
  if (carrier && carrier.carriedPaisa !== 0)
    parts.push(
      back > 0 && budget.left > 0
        ? carriedNode(db, budget, carrier, back - 1)
        : leaf(`${WORDS.carriedPaisa} from ${carrier.quarter}`, { paisa: carrier.carriedPaisa }, { rule: '6.2', link: linkOf(carrier) }),
    );
  if (from <= to) parts.push(...betweenNodes(db, budget, item, from, to));
  return sum(label, item.openingPaisa, parts, { rule: '6.2', link: linkOf(item), note: parts.length === 0 ? 'Nothing was carried in.' : null });
}

/** Lines posted before this quarter that no run of the partner has taken up. */
function betweenNodes(db: ReadDb, budget: Budget, item: Item, from: string, to: Month): ProofNode[] {
  const where = 'a.partner_id = :partnerId AND a.posted_in BETWEEN :from AND :to';
  if (!db.get(`SELECT 1 FROM accrual_lines a WHERE ${where} LIMIT 1`, { partnerId: item.partnerId, from, to })) return [];
  return [
    linesSum(
      db,
      budget,
      `Posted ${from === '' ? 'up to' : `from ${from} to`} ${to}, in quarters without a run`,
      { where, params: { partnerId: item.partnerId, from, to } },
      null,
      { rule: '6.2' },
    ),
  ];
}

/** Opening and the three movements, those of zero left out. */
function payableParts(db: ReadDb, budget: Budget, item: Item, back: number): ProofNode[] {
  const figures = (['openingPaisa', 'accruedPaisa', 'adjustmentsPaisa', 'clawbackPaisa'] as const).filter((figure) => item[figure] !== 0);
  return figures.map((figure) => figureNode(db, budget, item, figure, back));
}

const deducted = (label: string, paisa: number, note: string): ProofNode[] => (paisa === 0 ? [] : [leaf(label, { paisa: -paisa }, { rule: '6.2', note })]);

function minimumNode(db: ReadDb, item: Item): ProofNode {
  const terms = termsOf(db, item.quarter);
  const payable = item.openingPaisa + item.accruedPaisa + item.adjustmentsPaisa + item.clawbackPaisa;
  const reached = item.grossPaisa !== 0;
  const words = !reached
    ? payable <= 0
      ? 'nothing is owed: it stays as it is'
      : 'less than the minimum: it rolls to the next quarter'
    : payable < terms.minimumPayoutPaisa
      ? 'paid whatever its size: the partner is terminated'
      : 'at least the minimum: paid in full';
  return fact(`Minimum payout ${rupees(terms.minimumPayoutPaisa)}`, `${rupees(payable)} payable: ${words}`, { rule: '6.2', termsVersion: terms.id });
}

function grossNode(db: ReadDb, budget: Budget, item: Item, back: number): ProofNode {
  const parts = [
    ...payableParts(db, budget, item, back),
    ...deducted(`${WORDS.carriedPaisa} to the next quarter`, item.carriedPaisa, 'What is not paid is carried whole.'),
    minimumNode(db, item),
  ];
  return sum(`${WORDS.grossPaisa} of ${item.partner} in ${item.quarter}`, item.grossPaisa, parts, {
    rule: '6.2',
    link: linkOf(item),
    note: item.settlesFrom === null ? null : `Settles what was posted from ${item.settlesFrom} to ${item.settlesTo ?? ''}.`,
  });
}

function carriedNode(db: ReadDb, budget: Budget, item: Item, back: number): ProofNode {
  const parts = [
    ...payableParts(db, budget, item, back),
    ...deducted(WORDS.grossPaisa, item.grossPaisa, 'What is paid out is not carried.'),
    minimumNode(db, item),
  ];
  return sum(`${WORDS.carriedPaisa} by ${item.partner} from ${item.quarter}`, item.carriedPaisa, parts, {
    rule: item.carriedPaisa < 0 ? '5.3' : '6.2',
    link: linkOf(item),
  });
}

/** 6.3: rate × base, with the standing and the legal reference of the rate. */
function withholdingNode(db: ReadDb, item: Item): ProofNode {
  const label = `${WORDS.withholdingPaisa} of ${item.partner} in ${item.quarter}`;
  const terms = termsOf(db, item.quarter);
  const more = { rule: '6.3', termsVersion: terms.id, link: linkOf(item) };
  if (item.withholdingRateBps === null || item.grossPaisa === 0) {
    return facts(
      label,
      { paisa: item.withholdingPaisa },
      [fact('Nothing is withheld', item.grossPaisa === 0 ? 'nothing is paid' : 'no rate is agreed: the payment is held')],
      more,
    );
  }
  const rate = leaf('Withholding rate', { bps: item.withholdingRateBps }, { rule: '6.3', note: item.withholdingReference });
  const exact = roundedTo(item.withholdingBasePaisa, item.withholdingRateBps);
  const node = product(label, exact, baseNode(db, item), rate, [standingNode(item)], {
    ...more,
    note: roundingNote(item.withholdingBasePaisa, item.withholdingRateBps, exact),
  });
  if (exact === item.withholdingPaisa) return node;
  const rounding = leaf(
    'Rounded to the whole rupee',
    { paisa: item.withholdingPaisa - exact },
    { rule: '6.3', termsVersion: terms.id, note: 'Policy withholding_rounding = rupee.' },
  );
  return terms.withholdingRounding === 'rupee'
    ? { ...sum(label, item.withholdingPaisa, [{ ...node, label: 'Exact to the paisa' }, rounding], more) }
    : sum(label, item.withholdingPaisa, [node], more);
}

function roundedTo(base: number, rateBps: number): number {
  const twice = 2n * BigInt(base) * BigInt(rateBps);
  return Number((twice < 0n ? twice - 10_000n : twice + 10_000n) / 20_000n);
}

/** What is taxed: the gross, and under `before_set_off` what was reclaimed of commission already paid. */
function baseNode(db: ReadDb, item: Item): ProofNode {
  const reclaimed = item.withholdingBasePaisa - item.grossPaisa;
  if (reclaimed === 0) return leaf(WORDS.grossPaisa, { paisa: item.grossPaisa }, { rule: '6.2', link: linkOf(item) });
  const parts = [
    leaf(WORDS.grossPaisa, { paisa: item.grossPaisa }, { rule: '6.2', link: linkOf(item) }),
    leaf(
      'Clawbacks of commission paid earlier, added back',
      { paisa: reclaimed },
      { rule: '6.3', termsVersion: termsOf(db, item.quarter).id, note: 'Policy withholding_base = before_set_off: a recovery leaves the base whole.' },
    ),
  ];
  return sum('Taxed', item.withholdingBasePaisa, parts, { rule: '6.3' });
}

function netNode(db: ReadDb, budget: Budget, item: Item, back: number): ProofNode {
  const withheld =
    item.withholdingPaisa === 0 ? [] : [facts('Withholding tax, deducted', { paisa: -item.withholdingPaisa }, [withholdingNode(db, item)], { rule: '6.3' })];
  return sum(`${WORDS.netPaisa} of ${item.partner} in ${item.quarter}`, item.netPaisa, [grossNode(db, budget, item, back), ...withheld], {
    rule: '6.3',
    link: linkOf(item),
  });
}

const taken = (node: ProofNode): ProofNode => ({ ...node, value: { paisa: 'paisa' in node.value ? 0 - node.value.paisa : 0 }, deeper: null });

/** What a partner is owed after a month: all posted by then less all paid by then (5.3). */
export function balanceProof(db: ReadDb, budget: Budget, code: string, asOf: Month): ProofNode {
  const partner = partnerOf(db, code);
  const paid = paymentsOf(db, partner.id, code, '', asOf);
  budget.take(paid.length);
  const kept =
    db.get<{ total: number | null }>(
      'SELECT sum(accrued_paisa + adjustments_paisa + clawback_paisa) AS total FROM partner_months WHERE partner_id = ? AND month <= ?',
      [partner.id, asOf],
    )?.total ?? 0;
  const posted = linesSum(
    db,
    budget,
    `Posted up to ${asOf}`,
    { where: 'a.partner_id = :partnerId AND a.posted_in <= :asOf', params: { partnerId: partner.id, asOf }, within: { partner: code, postedTo: asOf } },
    kept,
    {
      rule: '3.6',
    },
  );
  const balance = kept + paid.reduce((total, one) => total - ('paisa' in one.value ? one.value.paisa : 0), 0);
  return sum(`Balance of ${code} after ${asOf}`, balance, [posted, ...paid.map(taken)], {
    rule: '5.3',
    link: { kind: 'partner', id: code },
    note: balance < 0 ? 'Negative: a clawback receivable, carried forward and never paid out.' : null,
  });
}
