import { createSortedRowModel, rowSortingFeature, type SortingState, sortFn_basic, tableFeatures, useTable } from '@tanstack/react-table';
import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { type MouseEvent, type ReactNode, type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { plural } from '../format/format.ts';
import { useSettings } from '../settings/settings.ts';
import { FigureTabIndex } from './figures.tsx';
import { GridHead, GridRow, GridTotals, SelectAll, selectColumn, toggled } from './grid-parts.tsx';
import { type GridColumn, type GridSort, type LedgerGridProps, ROW_HEIGHT } from './grid-types.ts';
import classes from './LedgerGrid.module.css';
import { ErrorPanel, Loading } from './states.tsx';
import { type GridCell, useGridFocus } from './useGridFocus.ts';

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
  // The table takes rows of any shape; its deep key types are kept out of ours.
  const table = useTable(
    { features, columns: columns as never[], data: props.rows as unknown as Record<string, unknown>[], state: { sorting } },
    (state) => state,
  );
  const rows = sorting.length === 0 ? props.rows : (table.getRowModel().rows.map((row) => row.original) as unknown as readonly R[]);
  return { rows, sort: isServer ? (props.sort ?? null) : local, setSort: props.onSort ?? setLocal };
}

function useWidth(of: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = of.current;
    if (element === null) return undefined;
    setWidth(element.clientWidth);
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, [of]);
  return width;
}

function useShownColumns<R>(props: LedgerGridProps<R>, width: number): { columns: readonly GridColumn<R>[]; template: string; minWidth: number } {
  const { selection, rowId } = props;
  return useMemo(() => {
    const own = props.columns.filter((column) => column.from === undefined || width === 0 || width >= column.from);
    const columns = selection === undefined ? own : [selectColumn(selection, rowId), ...own];
    const template = columns
      .map((column) => (column.grow === 0 ? `${column.width}px` : `minmax(${column.width}px, ${column.grow ?? column.width}fr)`))
      .join(' ');
    return { columns, template, minWidth: columns.reduce((sum, column) => sum + column.width, 0) };
  }, [props.columns, selection, rowId, width]);
}

interface WindowOptions {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly count: number;
  readonly height: number;
  readonly hasTotals: boolean;
  readonly keep: number;
}

/** Only the rows in view are in the page, and the one in focus, so that its focus is never lost by scrolling. */
function useRowWindow({ scroller, count, height, hasTotals, keep }: WindowOptions) {
  const rangeExtractor = useCallback(
    (range: Range) => {
      const shown = defaultRangeExtractor(range);
      return keep < range.count && !shown.includes(keep) ? [...shown, keep].sort((a, b) => a - b) : shown;
    },
    [keep],
  );
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 12,
    scrollMargin: HEAD,
    scrollPaddingStart: HEAD,
    scrollPaddingEnd: hasTotals ? HEAD : 0,
    rangeExtractor,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: sizes are measured again when the density changes
  useEffect(() => virtual.measure(), [height]);
  return virtual;
}

function cellAt(event: MouseEvent): { row: number; col: number } | null {
  const cell = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('[data-cell]') : null;
  const [row, col] = (cell?.dataset.cell ?? '').split(':').map(Number);
  return row === undefined || col === undefined || Number.isNaN(row) ? null : { row, col };
}

/** What the keyboard and the mouse do to the row they are on. */
function useActions<R>(props: LedgerGridProps<R>, rows: readonly R[]) {
  const { selection, rowId } = props;
  const on = (action: ((row: R) => void) | undefined) => (index: number) => {
    const row = rows[index];
    if (row !== undefined) action?.(row);
  };
  const toggle = (row: R): void => {
    if (selection !== undefined && selection.canSelect?.(row) !== false) selection.onChange(toggled(selection.ids, rowId(row)));
  };
  return { open: on(props.onOpen ?? props.onPeek), space: on(selection === undefined ? (props.onPeek ?? props.onOpen) : toggle), move: on(props.onActive) };
}

/** The screen may move on by itself (to the next open row); the list's own place follows. */
function useFollow<R>({ activeId, rowId }: LedgerGridProps<R>, rows: readonly R[], setCell: (change: (cell: GridCell) => GridCell) => void): void {
  const at = activeId === undefined || activeId === null ? -1 : rows.findIndex((row) => rowId(row) === activeId);
  useEffect(() => {
    if (at >= 0) setCell((cell) => (cell.row === at ? cell : { ...cell, row: at }));
  }, [at, setCell]);
}

function GridBody<R>(props: LedgerGridProps<R>): ReactNode {
  const { rowId, selection, hasMore, onLoadMore } = props;
  const { density } = useSettings();
  const height = ROW_HEIGHT[density];
  const scroller = useRef<HTMLDivElement>(null);
  const width = useWidth(scroller);
  const { rows, sort, setSort } = useOrdered(props);
  const { columns, template, minWidth } = useShownColumns(props, width);
  const actions = useActions(props, rows);
  const total = props.count ?? rows.length;
  const hasTotals = props.totalsLabel !== undefined;
  const focus = useGridFocus({
    body: scroller,
    rowCount: rows.length,
    colCount: columns.length,
    pageRows: () => Math.max(1, Math.floor(((scroller.current?.clientHeight ?? 400) - 2 * HEAD) / height)),
    scrollTo: (index) => virtual.scrollToIndex(index, { align: 'auto' }),
    onOpen: actions.open,
    onSpace: actions.space,
    onMove: actions.move,
  });
  const current = Math.min(focus.cell.row, rows.length - 1);
  const virtual = useRowWindow({ scroller, count: rows.length, height, hasTotals, keep: current });
  useFollow(props, rows, focus.setCell);
  const items = virtual.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore === true && lastShown >= rows.length - 30) onLoadMore?.();
  }, [hasMore, lastShown, rows.length, onLoadMore]);
  const onClick = (event: MouseEvent): void => {
    const cell = cellAt(event);
    if (cell === null) return;
    focus.setCell(cell);
    actions.move(cell.row);
  };
  return (
    <div className={classes.scroller} ref={scroller} data-density={density}>
      <div
        role="grid"
        aria-label={props.label}
        aria-rowcount={total + 1 + (hasTotals ? 1 : 0)}
        aria-multiselectable={selection === undefined ? undefined : true}
        className={classes.grid}
        style={{ minWidth }}
        tabIndex={-1}
        onKeyDown={focus.onKeyDown}
        onClick={onClick}
        onDoubleClick={(event) => actions.open(cellAt(event)?.row ?? -1)}
      >
        <GridHead
          columns={columns}
          template={template}
          height={HEAD}
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
              const style = { gridTemplateColumns: template, height, transform: `translateY(${item.start - HEAD}px)` };
              const activeCol = item.index === current ? Math.min(focus.cell.col, columns.length - 1) : -1;
              return (
                <GridRow
                  key={id}
                  {...{ row, columns, style, activeCol }}
                  index={item.index}
                  isCurrent={props.activeId === id}
                  isSelected={selection?.ids.has(id)}
                  tone={props.tone?.(row)}
                />
              );
            })}
          </div>
        </FigureTabIndex>
        {hasTotals && <GridTotals columns={columns} template={template} height={HEAD} label={props.totalsLabel ?? plural(total, 'row')} index={total + 2} />}
      </div>
    </div>
  );
}

/** The one grid of every list: virtual rows, sticky head and totals, sorted by what the server offers, all by keyboard. */
export function LedgerGrid<R>(props: LedgerGridProps<R>): ReactNode {
  if (props.rows.length > 0) return <GridBody {...props} />;
  if (props.error !== undefined && props.error !== null) return <ErrorPanel error={props.error} retry={props.onRetry} />;
  return props.isLoading === true ? <Loading rows={10} /> : props.empty;
}
