import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Stats } from '../../src/shared/stats.ts';
import { sumProof } from '../api/proofs.ts';
import { plural } from '../format/format.ts';
import { Money, Tally } from './figures.tsx';
import type { RangeFigures } from './grid-values.ts';
import classes from './LedgerGrid.module.css';

function MoneyStats({ stats }: { readonly stats: Stats }): ReactNode {
  const figure = (label: string, paisa: number): ReactNode => (
    <span>
      {label}{' '}
      <Money
        paisa={paisa}
        proof={sumProof(`range:${label}:${paisa}`, `${label} of the cells chosen`, paisa, [{ label: `${label} of ${plural(stats.count, 'cell')}`, paisa }])}
      />
    </span>
  );
  return (
    <>
      {figure('Sum', stats.sum)}
      {figure('Average', stats.average)}
      {figure('Least', stats.min)}
      {figure('Most', stats.max)}
    </>
  );
}

/** What the chosen cells come to. */
export function RangeBar({ figures }: { readonly figures: RangeFigures }): ReactNode {
  const { money, numbers } = figures;
  return (
    <div className={classes.range} role="status">
      <Text span size="xs" c="dimmed">
        {plural(figures.cells, 'cell')}
      </Text>
      {money !== null && <MoneyStats stats={money} />}
      {money === null && numbers !== null && (
        <span>
          Sum <Tally value={numbers.sum} /> · Least <Tally value={numbers.min} /> · Most <Tally value={numbers.max} />
        </span>
      )}
      <Text span size="xs" c="dimmed">
        Ctrl+C copies
      </Text>
    </div>
  );
}
