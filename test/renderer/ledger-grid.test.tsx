import { fireEvent, screen, within } from '@testing-library/react';
import { useState } from 'react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { sumProof } from '../../renderer/api/proofs.ts';
import { Money } from '../../renderer/components/figures.tsx';
import { AS_SHIPPED, pinnedInPlace, withPinned } from '../../renderer/components/grid-layout.ts';
import { type GridColumn, type LedgerGridProps, totalsLabel } from '../../renderer/components/grid-types.ts';
import { LedgerGrid } from '../../renderer/components/LedgerGrid.tsx';
import { Empty } from '../../renderer/components/states.tsx';
import { giveSizes, show } from './support/render.tsx';

interface Row {
  readonly code: string;
  readonly paisa: number;
}

const ROWS: readonly Row[] = Array.from({ length: 500 }, (_, index) => ({ code: `D-${String(index).padStart(3, '0')}`, paisa: ((index * 7919) % 500) * 100 }));
const COLUMNS: readonly GridColumn<Row>[] = [
  { id: 'code', header: 'Deal', width: 120, isRowHeader: true, sortKey: 'deal', cell: (row) => row.code },
  {
    id: 'paisa',
    header: 'Amount',
    unit: 'PKR',
    width: 120,
    align: 'right',
    sortValue: (row) => row.paisa,
    cell: (row) => <Money paisa={row.paisa} proof={sumProof(row.code, row.code, row.paisa, [])} />,
    total: 'the total',
  },
];

function Grid(props: Partial<LedgerGridProps<Row>>) {
  return <LedgerGrid label="Deals" columns={COLUMNS} rows={ROWS} rowId={(row) => row.code} empty={<Empty kind="first" title="No deals yet" />} {...props} />;
}

const cell = (row: number, col: number): HTMLElement => {
  const found = document.querySelector<HTMLElement>(`[data-cell="${row}:${col}"]`);
  if (found === null) throw new Error(`no cell ${row}:${col}`);
  return found;
};

beforeEach(() => giveSizes());

describe('LedgerGrid', () => {
  it('draws the rows in view only and says how many there are', () => {
    show(<Grid totalsLabel="All 500 deals" count={500} />);
    const grid = screen.getByRole('grid', { name: 'Deals' });
    expect(grid.getAttribute('aria-rowcount')).toBe('502');
    expect(document.querySelectorAll('[data-cell]').length / 2).toBeLessThan(90);
    expect(cell(0, 0).closest('[role="row"]')?.getAttribute('aria-rowindex')).toBe('2');
    expect(within(grid).getByText('All 500 deals')).toBeTruthy();
    expect(within(grid).getByText('the total')).toBeTruthy();
  });

  it('does not wait for the totals: rows are there while they are added up', () => {
    show(<Grid totalsLabel={totalsLabel(null, 'deal')} count={null} hasMore />);
    const grid = screen.getByRole('grid', { name: 'Deals' });
    expect(grid.getAttribute('aria-rowcount')).toBe('-1');
    expect(cell(0, 0).textContent).toBe('D-000');
    expect(within(grid).getByText('Adding up…')).toBeTruthy();
    expect(totalsLabel(1, 'deal')).toBe('All 1 deal of the filter');
  });

  it('is one stop for Tab and moves by keys', () => {
    show(<Grid />);
    expect(document.querySelectorAll('[data-cell][tabindex="0"]')).toHaveLength(1);
    cell(0, 0).focus();
    fireEvent.keyDown(cell(0, 0), { key: 'j' });
    fireEvent.keyDown(cell(1, 0), { key: 'ArrowDown' });
    fireEvent.keyDown(cell(2, 0), { key: 'ArrowRight' });
    expect(document.activeElement).toBe(cell(2, 1));
    fireEvent.keyDown(cell(2, 1), { key: 'Home' });
    expect(document.activeElement).toBe(cell(0, 1));
    fireEvent.keyDown(cell(0, 1), { key: 'End' });
    expect(document.activeElement).toBe(cell(499, 1));
  });

  it('opens on Enter, peeks on Space, and Alt+Enter asks for the proof', () => {
    const onOpen = vi.fn();
    const onPeek = vi.fn();
    const asked = vi.fn();
    show(<Grid onOpen={(row) => onOpen(row.code)} onPeek={(row) => onPeek(row.code)} />);
    document.querySelector('[data-cell="1:1"] [data-proof]')?.addEventListener('click', asked);
    fireEvent.keyDown(cell(1, 0), { key: 'Enter' });
    fireEvent.keyDown(cell(2, 0), { key: ' ' });
    fireEvent.keyDown(cell(1, 1), { key: 'Enter', altKey: true });
    expect(onOpen.mock.calls).toEqual([['D-001']]);
    expect(onPeek.mock.calls).toEqual([['D-002']]);
    expect(asked).toHaveBeenCalledOnce();
  });

  it('goes on with its keys when the focus is nowhere', () => {
    show(<Grid />);
    fireEvent.keyDown(document.body, { key: 'j' });
    expect(document.activeElement).toBe(cell(1, 0));
  });

  it('selects with Space, and all at once, but for rows that cannot be', () => {
    function Selecting() {
      const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
      return (
        <>
          <output>
            {[...ids].slice(0, 3).join(' ')} {ids.size}
          </output>
          <Grid selection={{ ids, onChange: setIds, canSelect: (row) => row.code !== 'D-000' }} />
        </>
      );
    }
    show(<Selecting />);
    fireEvent.keyDown(cell(0, 0), { key: ' ' });
    fireEvent.keyDown(cell(1, 0), { key: ' ' });
    expect(document.querySelector('output')?.textContent).toBe('D-001 1');
    fireEvent.click(screen.getByRole('checkbox', { name: 'Select all rows' }));
    expect(document.querySelector('output')?.textContent).toBe('D-001 D-002 D-003 499');
  });

  it('orders a whole list itself', () => {
    show(<Grid />);
    fireEvent.click(screen.getByRole('button', { name: /Amount/ }));
    expect(screen.getByRole('columnheader', { name: /Amount/ }).getAttribute('aria-sort')).toBe('ascending');
    expect(cell(0, 1).textContent).toBe('0.00');
    fireEvent.click(screen.getByRole('button', { name: /Amount/ }));
    expect(cell(0, 1).textContent).toBe('499.00');
  });

  it('asks the server for a sort, and for more rows near the end', () => {
    const onSort = vi.fn();
    const onLoadMore = vi.fn();
    show(<Grid rows={ROWS.slice(0, 20)} count={500} sort={{ by: 'deal', direction: 'asc' }} onSort={onSort} hasMore onLoadMore={onLoadMore} />);
    fireEvent.click(screen.getByRole('button', { name: /Deal/ }));
    expect(onSort).toHaveBeenCalledWith({ by: 'deal', direction: 'desc' });
    expect(onLoadMore).toHaveBeenCalled();
    expect(screen.getByRole('grid').getAttribute('aria-rowcount')).toBe('501');
  });

  it('B2: the first columns stay in place, each after those before it; the chooser lets them go again', () => {
    show(<Grid />);
    expect(cell(0, 0).getAttribute('data-pinned')).toBe('true');
    expect(cell(0, 0).style.left).toBe('0px');
    expect(cell(0, 1).hasAttribute('data-pinned')).toBe(false);
    const columns = ['a', 'b', 'c'].map((id, at) => ({ id, header: id, width: 100 + at, cell: () => null }));
    expect(pinnedInPlace(columns, 2).map(({ stuckAt }) => stuckAt)).toEqual([0, 100, undefined]);
    const kept = withPinned(AS_SHIPPED, 1);
    expect([kept.pinned, withPinned(kept, 1).pinned, withPinned(kept, 0).pinned]).toEqual([2, 1, 1]);
  });

  it('B5: takes a second key with Shift, and turns it round, without losing the first', () => {
    const onSort = vi.fn();
    const sort = { by: 'amount', direction: 'desc' } as const;
    show(<Grid sort={sort} onSort={onSort} />);
    fireEvent.click(screen.getByRole('button', { name: /Deal/ }), { shiftKey: true });
    expect(onSort).toHaveBeenLastCalledWith({ ...sort, second: { by: 'deal', direction: 'asc' } });
    show(<Grid sort={{ ...sort, second: { by: 'deal', direction: 'asc' } }} onSort={onSort} />);
    fireEvent.click(screen.getAllByRole('button', { name: /Deal/ }).at(-1) as HTMLElement, { shiftKey: true });
    expect(onSort).toHaveBeenLastCalledWith({ ...sort, second: { by: 'deal', direction: 'desc' } });
    show(<Grid sort={sort} onSort={onSort} oneSort />);
    fireEvent.click(screen.getAllByRole('button', { name: /Deal/ }).at(-1) as HTMLElement, { shiftKey: true });
    expect(onSort).toHaveBeenLastCalledWith({ by: 'deal', direction: 'asc' });
  });

  it('says why it is empty, and what went wrong', () => {
    show(<Grid rows={[]} />);
    expect(screen.getByText('No deals yet')).toBeTruthy();
    show(<Grid rows={[]} error={new Error('the disk is gone')} />);
    expect(screen.getByRole('alert').textContent).toContain('the disk is gone');
  });
});
