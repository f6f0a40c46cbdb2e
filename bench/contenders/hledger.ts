/** hledger: every accrued line as a transaction of its own, and the balances it gives per partner. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from '../proc.ts';
import { type BookLine, type PartnerTotals, type QuarterPeer, sortedTotals } from './quarter-book.ts';

export function hledgerPeer(folder: string): QuarterPeer {
  const [journal, empty] = [join(folder, 'quarter.journal'), join(folder, 'empty.journal')];
  const balance = (file: string): string => runProgram('hledger', ['-f', file, 'balance', 'liabilities', '-O', 'csv', '--no-total']);
  let found = '';
  return {
    program: 'hledger',
    what: 'hledger balance',
    goal: 1 / 5,
    prepare: (book) => {
      writeFileSync(journal, book.lines.map(transaction).join('\n'));
      writeFileSync(empty, '');
    },
    idle: () => void balance(empty),
    run: () => {
      found = balance(journal);
    },
    totals: () => readBalances(found),
  };
}

function transaction(line: BookLine): string {
  const rupees = (line.commissionPaisa / 100).toFixed(2);
  return `${line.postedIn}-28 (${line.invoiceNo}) ${line.deal}\n  expenses:commission  ${rupees}\n  liabilities:${line.partner}\n`;
}

/** @throws Error on a balance that has not two decimals */
function readBalances(csv: string): PartnerTotals {
  const rows = csv.trim().split('\n').slice(1);
  const totals = rows.map((row) => {
    const [, partner = '', sign, rupees, paisa] = /^"liabilities:([^"]+)","(-?)(\d+)\.(\d\d)"$/.exec(row) ?? [];
    if (partner === '') throw new Error(`hledger gives ${row}`);
    // What is owed stands on the credit side.
    return [partner, (sign === '-' ? 1 : -1) * Number(`${rupees}${paisa}`)] as const;
  });
  return sortedTotals(totals);
}
