import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import type { Output } from '../../../src/contract/index.ts';
import { Money } from '../../components/figures.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { monthText } from '../../format/format.ts';
import { WORK_WORDS } from '../../format/words.ts';
import { figureProof } from '../reconciliation/columns.tsx';
import classes from './Deals.module.css';

type Cell = Output<'deals.get'>['strip'][number];

const ROWS = [
  ['expectedPaisa', 'Expected'],
  ['billedPaisa', 'Billed'],
  ['expectedCommissionPaisa', 'Expected commission'],
  ['accruedPaisa', 'Accrued'],
] as const;

/** Month by month, side by side: what was expected, what came, what accrued. Opens at the latest months. */
export function MonthStrip({ deal, strip }: { readonly deal: string; readonly strip: readonly Cell[] }): ReactNode {
  const scroller = useRef<HTMLElement>(null);
  useEffect(() => {
    if (scroller.current !== null) scroller.current.scrollLeft = scroller.current.scrollWidth;
  }, []);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={classes.strip} ref={scroller} aria-label="Months of the deal" tabIndex={0}>
      <table className={classes.stripTable}>
        <thead>
          <tr>
            <th scope="col">PKR</th>
            {strip.map((cell) => (
              <th key={cell.month} scope="col">
                <Link to="/reconcile" search={{ month: cell.month, peek: deal }} className={classes.monthLink ?? ''}>
                  {monthText(cell.month)}
                </Link>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ROWS.map(([figure, label]) => (
            <tr key={figure}>
              <th scope="row">{label}</th>
              {strip.map((cell) => (
                <td key={cell.month}>
                  <Money paisa={cell[figure]} proof={figureProof(deal, cell.month, figure)} />
                </td>
              ))}
            </tr>
          ))}
          <tr>
            <th scope="row">Status</th>
            {strip.map((cell) => (
              <td key={cell.month}>
                <StatusBadge
                  area="reconciliation"
                  status={cell.status}
                  more={[cell.beyondTerm ? 'Retained beyond term (3.3).' : '', cell.work === null ? '' : `${WORK_WORDS[cell.work] ?? cell.work}.`]
                    .join(' ')
                    .trim()}
                />
              </td>
            ))}
          </tr>
        </tbody>
      </table>
    </section>
  );
}
