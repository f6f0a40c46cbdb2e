import type { ProofNode, ProofSubject } from '../../contract/proof.ts';
import type { ReadDb } from '../../db/tx.ts';
import { monthOf } from '../../shared/calendar.ts';
import type { QueryContext } from '../context.ts';
import type { ListFilter } from '../list.ts';
import { type LineScope, linesSum } from './lines.ts';
import { Budget, countSum, type Listed, listed, type More, sum } from './node.ts';
import type { Subject } from './subject.ts';

const whereOf = ({ where }: ListFilter, ...more: readonly string[]): string => {
  const all = [...where, ...more];
  return all.length === 0 ? '1' : all.join(' AND ');
};

interface Row {
  readonly code: string;
  readonly name: string;
  readonly rows: number;
  readonly value: number;
}

const totalOf = (rows: readonly { readonly value: number }[]): number => rows.reduce((total, row) => total + row.value, 0);

/** A list's total as its rows, or where they are many as its subtotals; each leads on. */
function listProof(label: string, isCount: boolean, rows: readonly Listed[], more: More): ProofNode {
  const counted = rows.filter((row) => row.value !== 0);
  const parts = listed(isCount ? 'count' : 'paisa', counted, new Budget(MOST_PARTS));
  return isCount ? countSum(label, parts, more) : sum(label, totalOf(counted), parts, more);
}

/** So many parts of a total are shown one by one. */
const MOST_PARTS = 400;

const DEAL_FIGURES = {
  contractValuePaisa: { words: 'Contract value', column: 'd.contract_value_paisa', rule: '2.5' },
  billedPaisa: { words: 'Billed', column: 't.billed_paisa', rule: '3.1' },
  accruedPaisa: { words: 'Commission posted', column: 't.accrued_paisa', rule: '3.2' },
  count: { words: 'Number', column: '1', rule: null },
} as const;

/** A total of the deals that a filter leaves: deal by deal, or by partner where they are many. */
export function dealsTotalProof({ db }: QueryContext, filter: ListFilter, { filter: asked, figure }: Subject<'dealsTotal'>): ProofNode {
  const { words, column, rule } = DEAL_FIGURES[figure];
  const from = `FROM deals d JOIN deal_totals t ON t.deal_id = d.id JOIN partners p ON p.id = d.partner_id WHERE ${whereOf(filter)}`;
  const partners = db.all<Row>(`SELECT p.code, p.name, count(*) AS rows, sum(${column}) AS value ${from} GROUP BY d.partner_id ORDER BY p.code`, filter.params);
  const deals = totalOf(partners.map((row) => ({ value: row.rows })));
  const isFew = deals <= MOST_PARTS;
  const rows = isFew
    ? db
        .all<Omit<Row, 'rows'>>(`SELECT d.code, d.client AS name, ${column} AS value ${from} ORDER BY d.code`, filter.params)
        .map(({ code, name, value }) => ({ label: `${code}, ${name}`, value, more: { link: { kind: 'deal', id: code }, deeper: dealSubject(code, figure) } }))
    : partners.map(({ code, name, rows: n, value }) => ({
        label: `${code}, ${name}`,
        value,
        more: { link: { kind: 'partner', id: code }, note: `${n} deals`, deeper: { kind: 'dealsTotal', filter: { ...asked, partner: code }, figure } as const },
      }));
  return listProof(`${words}, all deals of the filter`, figure === 'count', rows, { rule, note: `${deals} deals of ${partners.length} partners` });
}

const dealSubject = (deal: string, figure: Subject<'dealsTotal'>['figure']): ProofSubject | null =>
  figure === 'count' ? null : { kind: 'dealTotal', deal, figure };

const PARTNER_FIGURES = {
  payablePaisa: { words: 'Balance', column: 'coalesce(b.balance_paisa, 0)', rule: '5.3' },
  deals: { words: 'Deals', column: '(SELECT count(*) FROM deals d WHERE d.partner_id = p.id)', rule: null },
  count: { words: 'Number', column: '1', rule: null },
} as const;

/** A total of the partners that a filter leaves, partner by partner. */
export function partnersTotalProof({ db, today }: QueryContext, filter: ListFilter, { figure }: Subject<'partnersTotal'>): ProofNode {
  const { words, column, rule } = PARTNER_FIGURES[figure];
  const asOf = balanceMonth(db, monthOf(today));
  const deeper = (code: string): ProofSubject | null =>
    figure === 'payablePaisa'
      ? { kind: 'balance', partner: code, asOf }
      : figure === 'deals'
        ? { kind: 'dealsTotal', filter: { partner: code }, figure: 'count' }
        : null;
  const rows = db
    .all<Omit<Row, 'rows'>>(
      `SELECT p.code, p.name, ${column} AS value FROM partners p LEFT JOIN partner_balances b ON b.partner_id = p.id WHERE ${whereOf(filter)} ORDER BY p.code`,
      filter.params,
    )
    .map(({ code, name, value }) => ({ label: `${code}, ${name}`, value, more: { link: { kind: 'partner', id: code }, deeper: deeper(code) } }));
  return listProof(`${words}, all partners of the filter`, figure !== 'payablePaisa', rows, { rule, note: `${rows.length} partners` });
}

/** The month after which a balance is all that is posted and paid. */
function balanceMonth(db: ReadDb, present: Subject<'balance'>['asOf']): Subject<'balance'>['asOf'] {
  const last = db.get<{ month: Subject<'balance'>['asOf'] | null }>('SELECT max(month) AS month FROM journal_entries')?.month ?? present;
  return last > present ? last : present;
}

/** So many lines are shown one by one. */
const MOST_LINES = 500;

/** A total of the accruals ledger under a filter: line by line, or by month of posting, then by partner, then by deal, where they are many. */
export function accrualsTotalProof({ db }: QueryContext, filter: ListFilter, { filter: asked, figure }: Subject<'accrualsTotal'>): ProofNode {
  const lines = db.get<{ n: number }>(`SELECT count(*) AS n FROM accrual_lines a WHERE ${whereOf(filter)}`, filter.params)?.n ?? 0;
  const more = { rule: '3.6', note: `${lines} posted ${lines === 1 ? 'line' : 'lines'}` };
  if (figure === 'amountPaisa' && lines <= MOST_LINES)
    return linesSum(
      db,
      new Budget(),
      'Commission, all lines of the filter',
      { where: whereOf(filter), params: filter.params as LineScope['params'], within: asked },
      null,
      more,
    );
  const label = { basePaisa: 'Base, all lines of the filter', amountPaisa: 'Commission, all lines of the filter', count: 'Lines of the filter' }[figure];
  const rows = figure === 'basePaisa' && lines <= MOST_PARTS ? lineBases(db, filter) : ledgerGroups(db, filter, asked, figure);
  return listProof(label, figure === 'count', rows, more);
}

function lineBases(db: ReadDb, filter: ListFilter): Listed[] {
  return db
    .all<{ id: number; deal: string; period: string; invoiceNo: string | null; value: number }>(
      `SELECT a.id, x.code AS deal, a.period, a.invoice_no AS invoiceNo, a.base_paisa AS value FROM accrual_lines a JOIN deals x ON x.id = a.deal_id WHERE ${whereOf(filter)} ORDER BY a.id`,
      filter.params,
    )
    .map(({ id, deal, period, invoiceNo, value }) => ({
      label: `${deal}, ${invoiceNo ?? 'completion'} for ${period}`,
      value,
      more: { link: { kind: 'accrual', id: `${deal}#${id}` }, deeper: { kind: 'accrual', id, figure: 'basePaisa' } as const },
    }));
}

const MEASURES = { basePaisa: 'sum(a.base_paisa)', amountPaisa: 'sum(a.amount_paisa)', count: 'count(*)' } as const;

/** The next narrower groups: months of posting, then partners, then deals. */
function ledgerGroups(db: ReadDb, filter: ListFilter, asked: Subject<'accrualsTotal'>['filter'], figure: Subject<'accrualsTotal'>['figure']): Listed[] {
  const by = asked.postedIn === undefined ? 'postedIn' : asked.partner === undefined && asked.deal === undefined ? 'partner' : 'deal';
  const key = { postedIn: 'a.posted_in', partner: 'x.code', deal: 'x.code' }[by];
  const join = { postedIn: '', partner: 'JOIN partners x ON x.id = a.partner_id', deal: 'JOIN deals x ON x.id = a.deal_id' }[by];
  const kind = { postedIn: 'month', partner: 'partner', deal: 'deal' }[by];
  return db
    .all<Omit<Row, 'name'>>(
      `SELECT ${key} AS code, count(*) AS rows, ${MEASURES[figure]} AS value FROM accrual_lines a ${join} WHERE ${whereOf(filter)} GROUP BY ${key} ORDER BY ${key}`,
      filter.params,
    )
    .map(({ code, rows, value }) => ({
      label: code,
      value,
      more: {
        link: { kind, id: code },
        note: `${rows} lines`,
        deeper: by === 'deal' && asked.deal !== undefined ? null : ({ kind: 'accrualsTotal', filter: { ...asked, [by]: code }, figure } as const),
      },
    }));
}
