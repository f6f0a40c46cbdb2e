import { UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowsSort, IconArrowUp } from '@tabler/icons-react';
import { createSortedRowModel, rowSortingFeature, type SortingState, sortFn_basic, tableFeatures, useTable } from '@tanstack/react-table';
import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, memo, type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { plural } from '../format/format.ts';
import { useSettings } from '../settings/settings.ts';
import { FigureTabIndex } from './figures.tsx';
import { type GridColumn, type GridSelection, type GridSort, type LedgerGridProps, ROW_HEIGHT, SELECT_COLUMN } from './grid-types.ts';
import classes from './LedgerGrid.module.css';
import { ErrorPanel, Loading } from './states.tsx';
import { useGridFocus } from './useGridFocus.ts';

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel(), sortFns: { basic: sortFn_basic } });
const HEAD = 34;

/** Orders rows that are whole on the page; lists of the server come in the server's order. */
function useOrdered<R>(props: LedgerGridProps<R>): { rows: readonly R[]; sort: GridSort | null; setSort: (sort: GridSort) => void } {
  const [local, setLocal] = useState<GridSort | null>(null);
  const isServer = props.onSort !== undefined;
  const sorting: SortingState = !isServer && local !== null ? [{ id: local.by, desc: local.direction === 'desc' }] : [];
  const columns = useMemo(
    () =>
      props.columns.map((column) => {
        const value = column.sortValue;
        return { id: column.id, header: column.header, accessorFn: (row: R) => (value === undefined ? '' : value(row)), sortFn: 'basic' as const };
      }),
    [props.columns],
  );
  // The table takes rows of any shape; unknown[] keeps its deep key types out of ours.
  const table = useTable(
    { features, columns: columns as never[], data: props.rows as unknown as Record<string, unknown>[], state: { sorting } },
    (state) => state,
  );
  const rows = sorting.length === 0 ? props.rows : (table.getRowModel().rows.map((row) => row.original) as unknown as readonly R[]);
  return { rows, sort: isServer ? (props.sort ?? null) : local, setSort: props.onSort ?? setLocal };
}

interface HeadProps<R> {
  readonly columns: readonly GridColumn<R>[];
  readonly template: string;
  readonly sort: GridSort | null;
  readonly onSort: (sort: GridSort) => void;
  readonly selectAll: ReactNode;
}

function HeadCell<R>({ column, sort, onSort }: { column: GridColumn<R>; sort: GridSort | null; onSort: (sort: GridSort) => void }): ReactNode {
  const key = column.sortKey ?? (column.sortValue === undefined ? undefined : column.id);
  const text = (
    <span className={classes.headText}>
      {column.header}
      {column.unit !== undefined && <span className={classes.unit}> {column.unit}</span>}
    </span>
  );
  if (key === undefined) return text;
  const isSorted = sort?.by === key;
  const SortIcon = isSorted ? (sort.direction === 'asc' ? IconArrowUp : IconArrowDown) : IconArrowsSort;
  const next = isSorted && sort.direction === 'asc' ? 'desc' : 'asc';
  return (
    <UnstyledButton
      className={classes.sort}
      data-sorted={isSorted || undefined}
      onClick={() => onSort({ by: key, direction: next })}
      title={`Sort by ${column.header.toLowerCase()}`}
    >
      {text}
      <SortIcon size={13} aria-hidden className={classes.sortIcon} />
    </UnstyledButton>
  );
}

function Head<R>({ columns, template, sort, onSort, selectAll }: HeadProps<R>): ReactNode {
  return (
    <div role="rowgroup" className={classes.head}>
      <div role="row" aria-rowindex={1} className={classes.row} style={{ gridTemplateColumns: template, height: HEAD }}>
        {columns.map((column, index) => {
          const key = column.sortKey ?? column.id;
          const ariaSort = sort?.by === key ? (sort.direction === 'asc' ? 'ascending' : 'descending') : undefined;
          return (
            <div
              key={column.id}
              role="columnheader"
              aria-colindex={index + 1}
              aria-sort={ariaSort}
              className={classes.cell}
              data-align={column.align}
              title={column.hint}
            >
              {column.id === SELECT_COLUMN ? selectAll : <HeadCell column={column} sort={sort} onSort={onSort} />}
            </div>
          );
        })}
      </div>
    </div>
  );
}

interface RowProps<R> {
  readonly row: R;
  readonly index: number;
  readonly columns: readonly GridColumn<R>[];
  readonly style: CSSProperties;
  readonly activeCol: number;
  readonly isCurrent: boolean;
  readonly isSelected: boolean | undefined;
  readonly tone: 'open' | undefined;
}

function GridRowView<R>({ row, index, columns, style, activeCol, isCurrent, isSelected, tone }: RowProps<R>): ReactNode {
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      className={classes.row}
      data-index={index}
      data-current={isCurrent || undefined}
      data-selected={isSelected}
      data-tone={tone}
      style={style}
    >
      {columns.map((column, col) => (
        <div
          key={column.id}
          role={column.isRowHeader === true ? 'rowheader' : 'gridcell'}
          aria-colindex={col + 1}
          className={classes.cell}
          data-align={column.align}
          data-cell={`${index}:${col}`}
          tabIndex={col === activeCol ? 0 : -1}
        >
          {column.cell(row)}
        </div>
      ))}
    </div>
  );
}

const GridRow = memo(GridRowView) as typeof GridRowView;

function Totals<R>({ columns, template, label, index }: { columns: readonly GridColumn<R>[]; template: string; label: string; index: number }): ReactNode {
  const firstTotal = columns.findIndex((column) => column.total !== undefined);
  const labelSpan = firstTotal < 1 ? 1 : firstTotal;
  return (
    <div role="rowgroup" className={classes.foot}>
      <div role="row" aria-rowindex={index} className={classes.row} style={{ gridTemplateColumns: template, height: HEAD }}>
        <div role="rowheader" aria-colindex={1} aria-colspan={labelSpan} className={classes.cell} style={{ gridColumn: `1 / span ${labelSpan}` }}>
          <span className={classes.clip}>{label}</span>
        </div>
        {columns.slice(labelSpan).map((column, offset) => (
          <div key={column.id} role="gridcell" aria-colindex={labelSpan + offset + 1} className={classes.cell} data-align={column.align}>
            {column.total}
          </div>
        ))}
      </div>
    </div>
  );
}

function selectColumn<R>(selection: GridSelection<R>, rowId: (row: R) => string): GridColumn<R> {
  return {
    id: SELECT_COLUMN,
    header: 'Select',
    width: 40,
    grow: 0,
    cell: (row) => {
      const id = rowId(row);
      const disabled = selection.canSelect?.(row) === false;
      const toggle = (): void => {
        const next = new Set(selection.ids);
        if (!next.delete(id)) next.add(id);
        selection.onChange(next);
      };
      return (
        <input
          type="checkbox"
          className={classes.check}
          tabIndex={-1}
          aria-label={`Select ${id}`}
          checked={selection.ids.has(id)}
          disabled={disabled}
          onChange={toggle}
        />
      );
    },
  };
}

function SelectAll<R>({ rows, rowId, selection }: { rows: readonly R[]; rowId: (row: R) => string; selection: GridSelection<R> }): ReactNode {
  const able = rows.filter((row) => selection.canSelect?.(row) !== false).map(rowId);
  const all = able.length > 0 && able.every((id) => selection.ids.has(id));
  return (
    <input
      type="checkbox"
      className={classes.check}
      aria-label="Select all rows"
      checked={all}
      disabled={able.length === 0}
      ref={(element) => {
        if (element !== null) element.indeterminate = !all && selection.ids.size > 0;
      }}
      onChange={() => selection.onChange(all ? new Set() : new Set(able))}
    />
  );
}

/** The one grid of every list: virtual rows, sticky head and totals, sorted by what the server offers, all by keyboard. */
export function LedgerGrid<R>(props: LedgerGridProps<R>): ReactNode {
  const { rowId, selection, hasMore, onLoadMore } = props;
  const { density } = useSettings();
  const height = ROW_HEIGHT[density];
  const scroller = useRef<HTMLDivElement>(null);
  const { rows, sort, setSort } = useOrdered(props);
  const columns = useMemo(
    () => (selection === undefined ? props.columns : [selectColumn(selection, rowId), ...props.columns]),
    [props.columns, selection, rowId],
  );
  const template = columns.map((column) => (column.grow === 0 ? `${column.width}px` : `minmax(${column.width}px, ${column.grow ?? column.width}fr)`)).join(' ');
  const minWidth = columns.reduce((sum, column) => sum + column.width, 0);
  const total = props.count ?? rows.length;
  const showTotals = props.totalsLabel !== undefined && rows.length > 0;
  const activeRow = useRef(0);
  const rangeExtractor = useCallback((range: Range) => {
    const shown = defaultRangeExtractor(range);
    return activeRow.current < range.count && !shown.includes(activeRow.current) ? [...shown, activeRow.current].sort((a, b) => a - b) : shown;
  }, []);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 12,
    scrollMargin: HEAD,
    scrollPaddingStart: HEAD,
    scrollPaddingEnd: showTotals ? HEAD : 0,
    rangeExtractor,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: sizes are measured again when the density changes
  useEffect(() => virtual.measure(), [height]);
  const actOn = (action: ((row: R) => void) | undefined) => (index: number) => {
    const row = rows[index];
    if (row !== undefined) action?.(row);
  };
  const toggle = (row: R): void => {
    if (selection === undefined || selection.canSelect?.(row) === false) return;
    const next = new Set(selection.ids);
    if (!next.delete(rowId(row))) next.add(rowId(row));
    selection.onChange(next);
  };
  const focus = useGridFocus({
    body: scroller,
    rowCount: rows.length,
    colCount: columns.length,
    pageRows: () => Math.max(1, Math.floor(((scroller.current?.clientHeight ?? 400) - 2 * HEAD) / height)),
    scrollTo: (index) => virtual.scrollToIndex(index, { align: 'auto' }),
    onOpen: actOn(props.onOpen ?? props.onPeek),
    onSpace: actOn(selection === undefined ? (props.onPeek ?? props.onOpen) : toggle),
    onMove: actOn(props.onActive),
  });
  const current = Math.min(focus.cell.row, Math.max(0, rows.length - 1));
  activeRow.current = current;
  const items = virtual.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore === true && lastShown >= rows.length - 30) onLoadMore?.();
  }, [hasMore, lastShown, rows.length, onLoadMore]);

  if (props.error !== undefined && props.error !== null && rows.length === 0) return <ErrorPanel error={props.error} retry={props.onRetry} />;
  if (props.isLoading === true && rows.length === 0) return <Loading rows={10} />;
  if (rows.length === 0) return props.empty;
  const onClick = (event: { target: EventTarget }): void => {
    const cell = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('[data-cell]') : null;
    const [row, col] = (cell?.dataset.cell ?? '').split(':').map(Number);
    if (row === undefined || col === undefined || Number.isNaN(row)) return;
    focus.setCell({ row, col });
    actOn(props.onActive)(row);
  };
  return (
    <div className={classes.scroller} ref={scroller} data-density={density}>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: every cell is reached and used by keyboard through useGridFocus */}
      <div
        role="grid"
        aria-label={props.label}
        aria-rowcount={total + 1 + (showTotals ? 1 : 0)}
        aria-colcount={columns.length}
        aria-multiselectable={selection === undefined ? undefined : true}
        className={classes.grid}
        style={{ minWidth }}
        onKeyDown={focus.onKeyDown}
        onClick={onClick}
        onDoubleClick={(event) => {
          const index = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('[data-index]')?.dataset.index : undefined;
          if (index !== undefined) actOn(props.onOpen ?? props.onPeek)(Number(index));
        }}
      >
        <Head
          columns={columns}
          template={template}
          sort={sort}
          onSort={setSort}
          selectAll={selection === undefined ? null : <SelectAll rows={rows} rowId={rowId} selection={selection} />}
        />
        <FigureTabIndex value={-1}>
          <div role="rowgroup" className={classes.body} style={{ height: virtual.getTotalSize() }}>
            {items.map((item) => {
              const row = rows[item.index];
              if (row === undefined) return null;
              const id = rowId(row);
              return (
                <GridRow
                  key={id}
                  row={row}
                  index={item.index}
                  columns={columns}
                  style={{
                    gridTemplateColumns: template,
                    height,
                    transform: `translateY(${item.start - HEAD}px)`,
                    position: 'absolute',
                    insetInline: 0,
                    top: 0,
                  }}
                  activeCol={item.index === current ? focus.cell.col : -1}
                  isCurrent={props.activeId === id}
                  isSelected={selection?.ids.has(id)}
                  tone={props.tone?.(row)}
                />
              );
            })}
          </div>
        </FigureTabIndex>
        {showTotals && <Totals columns={columns} template={template} label={props.totalsLabel ?? plural(total, 'row')} index={total + 2} />}
      </div>
    </div>
  );
}
