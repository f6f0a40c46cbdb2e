import type { BankPayment } from '../domain/bank-file.ts';
import type { IsoDate, Quarter } from '../shared/calendar.ts';
import { maskIdentifier } from '../shared/mask.ts';
import { type Paisa, paisa, sumPaisa } from '../shared/paisa.ts';
import { columnRange, count, date, type FactRow, formula, money, type TableSheet, text, type WorkbookModel } from './workbook-model.ts';

export interface BankFileFacts {
  readonly company: string;
  readonly quarter: Quarter;
  readonly fileName: string;
  readonly sha256: string;
  readonly exportedOn: IsoDate;
  readonly actor: string;
  readonly payments: number;
  readonly totalPaisa: Paisa;
}

/** What two people compare before a file is released: its payments, their number and sum against those recorded, and its hash (6.6). */
export function bankControl(file: BankFileFacts, payments: readonly BankPayment[]): WorkbookModel {
  const sheet = paymentsSheet(file, payments);
  const [amounts, references] = [columnRange(sheet, 'Amount'), columnRange(sheet, 'Reference')];
  const sum = sumPaisa(payments.map(({ amountPaisa }) => amountPaisa));
  const fact = (name: string, ...cells: FactRow['cells']): FactRow => ({ cells: [text(name), ...cells] });
  return {
    title: `Control of ${file.fileName}`,
    author: file.company,
    grouping: 'thousands',
    foot: `${file.fileName} ${file.sha256.slice(0, 16)}`,
    sheets: [
      {
        kind: 'facts',
        name: 'Control',
        title: `Control of ${file.fileName}`,
        subtitle: 'Every difference is zero, or the file is not released',
        widths: [34, 26, 26, 16],
        rows: [
          fact('Company', text(file.company)),
          fact('Quarter', text(file.quarter)),
          fact('Written on', date(file.exportedOn)),
          fact('Written by', text(file.actor)),
          fact('SHA-256', text(file.sha256)),
          { cells: [null] },
          { cells: [text('Control'), text('Recorded'), text('In the list'), text('Difference')], heading: true },
          fact(
            'Number of payments',
            count(file.payments),
            formula(`COUNTA(${references})`, count(payments.length)),
            formula('B11-C11', count(file.payments - payments.length)),
          ),
          fact(
            'Sum, PKR',
            money(file.totalPaisa),
            formula(`ROUND(SUM(${amounts}),2)`, money(sum)),
            formula('ROUND(B12-C12,2)', money(paisa(file.totalPaisa - sum))),
          ),
        ],
      },
      sheet,
    ],
  };
}

function paymentsSheet(file: BankFileFacts, payments: readonly BankPayment[]): TableSheet {
  return {
    kind: 'table',
    name: 'Payments',
    title: `Payments of ${file.fileName}`,
    subtitle: `${file.quarter}, PKR; accounts are masked`,
    table: 'tblPayments',
    columns: [
      { header: 'Reference', width: 16 },
      { header: 'Partner', width: 12 },
      { header: 'Account title', width: 40 },
      { header: 'Bank', width: 24 },
      { header: 'IBAN', width: 14 },
      { header: 'Amount', width: 18, align: 'right' },
    ],
    rows: payments.map((payment) => [
      text(payment.reference),
      text(payment.partner),
      text(payment.title),
      text(payment.bankName),
      text(maskIdentifier(payment.iban)),
      money(payment.amountPaisa),
    ]),
    totals: ['Amount'],
  };
}
