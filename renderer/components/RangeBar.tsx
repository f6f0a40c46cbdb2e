import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { cellsProof, type ProofRequest } from '../api/proofs.ts';
import { plural } from '../format/format.ts';
import { Count, Money } from './figures.tsx';
import type { RangeFigures } from './grid-values.ts';
import classes from './LedgerGrid.module.css';

type Unit = 'money' | 'numbers';
type Figure = 'sum' | 'average' | 'min' | 'max';

const WORDS: Readonly<Record<Figure, string>> = { sum: 'Sum', average: 'Average', min: 'Least', max: 'Most' };
const SHOWN: Readonly<Record<Unit, readonly Figure[]>> = { money: ['sum', 'average', 'min', 'max'], numbers: ['sum', 'min', 'max'] };

/** A sum is its cells; an average the sum and how many; the least and the most are the cells that hold them. */
function rangeProof(figures: RangeFigures, unit: Unit, figure: Figure, value: number): ProofRequest {
  const valued = (amount: number) => (unit === 'money' ? { paisa: amount } : { count: amount });
  const listed = () => figures.listed(unit).map((cell) => ({ label: cell.label, value: valued(cell.value) }));
  const stats = figures[unit];
  const parts =
    figure === 'sum'
      ? listed
      : figure === 'average'
        ? () => [
            { label: 'Sum of the cells', value: valued(stats?.sum ?? 0) },
            { label: 'Cells', value: { count: stats?.count ?? 0 } },
          ]
        : () => listed().filter((cell) => Object.values(cell.value).includes(value));
  return cellsProof(`range:${figure}:${value}:${figures.cells}`, `${WORDS[figure]} of the cells chosen`, valued(value), {
    combine: figure === 'sum' ? 'sum' : 'facts',
    note: figure === 'average' ? 'The sum divided by how many, rounded half away from zero.' : null,
    parts,
  });
}

/** What the chosen cells come to. */
export function RangeBar({ figures }: { readonly figures: RangeFigures }): ReactNode {
  const unit: Unit = figures.money === null ? 'numbers' : 'money';
  const stats = figures[unit];
  return (
    <div className={classes.range} role="status">
      <Text span size="xs" c="dimmed">
        {plural(figures.cells, 'cell')}
      </Text>
      {stats !== null &&
        SHOWN[unit].map((figure) => {
          const proof = rangeProof(figures, unit, figure, stats[figure]);
          return (
            <span key={figure}>
              {WORDS[figure]} {unit === 'money' ? <Money paisa={stats[figure]} proof={proof} /> : <Count value={stats[figure]} proof={proof} />}
            </span>
          );
        })}
      <Text span size="xs" c="dimmed">
        Ctrl+C copies
      </Text>
    </div>
  );
}
