import type { Grouping } from '../shared/paisa.ts';
import { type Paisa, paisa, sumPaisa } from '../shared/paisa.ts';
import { formatRate } from '../shared/rate.ts';
import { amountInWords } from './amount-words.ts';
import type { StatementLine, StatementModel } from './statement-model.ts';
import { CONTRACT_WORDS, capital, dateWords, KIND_WORDS, quarterWords } from './words.ts';
import { columnRange, type FactRow, type FactSheet, formula, HEADER_ROW, money, rate, type TableSheet, text, type WorkbookModel } from './workbook-model.ts';

/** The twin of a statement for whoever wants to check it: every sum is a formula over the lines, every line is recomputed (6.5). */
export function statementWorkbook(model: StatementModel, grouping: Grouping): WorkbookModel {
  const lines = linesSheet(model);
  const name = model.number ?? `Draft ${model.quarter}`;
  return {
    title: `Commission statement ${name}`,
    author: model.issuer.legalName,
    grouping,
    foot: `${name} ${model.partner.code}`,
    sheets: [summarySheet(model, lines, grouping), lines],
  };
}

function linesSheet(model: StatementModel): TableSheet {
  const facts = new Map(model.deals.map((deal) => [deal.deal, deal]));
  const all = [...model.deals.flatMap((deal) => deal.lines), ...model.adjustments, ...model.clawbacks];
  return {
    kind: 'table',
    name: 'Lines',
    title: 'Lines',
    subtitle: `${model.quarter}, PKR; "Recomputed" is billed × rate, half a paisa away from zero`,
    table: 'tblLines',
    columns: [
      { header: 'Line', width: 10 },
      { header: 'Deal', width: 12 },
      { header: 'Client', width: 34 },
      { header: 'Contract', width: 20 },
      { header: 'Kind', width: 14 },
      { header: 'For', width: 10 },
      { header: 'Invoice', width: 20 },
      { header: 'Takes back', width: 12 },
      { header: 'Tier', width: 10 },
      { header: 'Billed', width: 18, align: 'right' },
      { header: 'Rate', width: 10, align: 'right' },
      { header: 'Commission', width: 18, align: 'right' },
      { header: 'Recomputed', width: 18, align: 'right' },
      { header: 'Difference', width: 14, align: 'right' },
    ],
    rows: all.map((line, index) => lineCells(line, facts.get(line.deal), HEADER_ROW + 1 + index)),
    totals: ['Billed', 'Commission', 'Difference'],
  };
}

function lineCells(line: StatementLine, deal: StatementModel['deals'][number] | undefined, row: number): TableSheet['rows'][number] {
  const recomputed = `ROUND(ROUND(J${row}*100,0)*ROUND(K${row}*10000,0)/10000,0)/100`;
  return [
    text(line.code),
    text(line.deal),
    text(deal?.client ?? ''),
    text(deal === undefined ? '' : CONTRACT_WORDS[deal.contractType]),
    text(KIND_WORDS[line.kind]),
    text(line.period),
    text(line.invoiceNo ?? ''),
    text(line.reverses ?? ''),
    text(capital(line.tier)),
    money(line.billedPaisa),
    rate(line.rateBps),
    money(line.amountPaisa),
    formula(recomputed, money(exactShare(line))),
    formula(`ROUND(L${row}-M${row},2)`, money(paisa(line.amountPaisa - exactShare(line)))),
  ];
}

/** Billed × rate, half away from zero, as the formula beside it computes it. */
function exactShare(line: StatementLine): Paisa {
  const product = BigInt(line.billedPaisa) * BigInt(line.rateBps);
  const magnitude = ((product < 0n ? -product : product) + 5_000n) / 10_000n;
  return paisa(Number(product < 0n ? -magnitude : magnitude));
}

const FIRST = HEADER_ROW;

function summarySheet(model: StatementModel, lines: TableSheet, grouping: Grouping): FactSheet {
  const { tax } = model;
  const [kinds, amounts] = [columnRange(lines, 'Kind'), columnRange(lines, 'Commission')];
  const sumOf = (...words: string[]): string => words.map((word) => `SUMIFS(${amounts},${kinds},"${word}")`).join('+');
  const head: FactRow[] = [
    fact('Statement', text(model.number ?? 'Draft, not issued')),
    fact('Quarter', text(quarterWords(model.quarter))),
    fact('Partner', text(`${model.partner.name} (${model.partner.code})`)),
    fact('NTN', text(model.partner.ntn)),
    fact('Issued by', text(`${model.issuer.legalName}, NTN ${model.issuer.ntn || '–'}`)),
    fact('Issued on', text(dateWords(model.issuedOn))),
    fact('Dispute by', text(model.disputeBy === null ? 'set when issued' : dateWords(model.disputeBy))),
    fact('Paid to', text(`${model.payment.bankTitle}, ${model.payment.bankName}, ${model.payment.ibanMasked}`)),
    fact('Value date', text(dateWords(model.valueOn))),
    { cells: [null] },
    { cells: [text('How it comes about'), text('PKR')], heading: true },
  ];
  const at = (offset: number): string => `B${FIRST + head.length + offset}`;
  const together = sumPaisa([model.openingPaisa, model.accruedPaisa, model.adjustmentsPaisa, model.clawbackPaisa]);
  const rows: FactRow[] = [
    fact('Opening balance', money(model.openingPaisa)),
    fact('Commission accrued', formula(sumOf(KIND_WORDS.recurring, KIND_WORDS.fixed_price), money(model.accruedPaisa))),
    fact('Adjustments', formula(sumOf(KIND_WORDS.adjustment), money(model.adjustmentsPaisa))),
    fact('Clawbacks', formula(sumOf(KIND_WORDS.clawback), money(model.clawbackPaisa))),
    fact('Together', formula(`ROUND(SUM(${at(0)}:${at(3)}),2)`, money(together)), true),
    fact('Carried forward', money(model.carriedPaisa)),
    fact('Gross commission paid', formula(`ROUND(${at(4)}-${at(5)},2)`, money(model.grossPaisa)), true),
    fact(`Withholding tax${tax.rateBps === null ? '' : `, section ${tax.section} at ${formatRate(tax.rateBps)}`}`, money(model.withholdingPaisa)),
    fact('Net to be paid', formula(`ROUND(${at(6)}-${at(7)},2)`, money(model.netPaisa)), true),
    fact('In words', text(amountInWords(model.netPaisa, grouping))),
  ];
  return {
    kind: 'facts',
    name: 'Statement',
    title: `Commission statement ${model.number ?? model.quarter}`,
    subtitle: 'Sums are formulas over the sheet Lines',
    widths: [34, 60],
    rows: [...head, ...rows],
  };
}

const fact = (name: string, value: FactRow['cells'][number], strong = false): FactRow => ({ cells: [text(name), value], strong });
