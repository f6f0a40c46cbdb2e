import { createSortedRowModel, rowSortingFeature, type SortingState, sortFn_basic, tableFeatures, useTable } from '@tanstack/react-table';
import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type MouseEvent, type ReactNode, type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useSettings } from '../settings/settings.ts';
import { CellMenu, type CellPlace } from './CellMenu.tsx';
import { FigureTabIndex } from './figures.tsx';
import { arrange, pinnedInPlace } from './grid-layout.ts';
import { GridHead, GridRow, GridTotals, SelectAll, selectColumn, toggled } from './grid-parts.tsx';
import { type GridColumn, type GridSort, type LedgerGridProps, ROW_HEIGHT } from './grid-types.ts';
import type { GridRange } from './grid-values.ts';
import classes from './LedgerGrid.module.css';
import { RangeBar } from './RangeBar.tsx';
import { ErrorPanel, Loading } from './states.tsx';
import { type GridCell, useGridFocus } from './useGridFocus.ts';
import { useGridRange } from './useGridRange.ts';

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel(), sortFns: { basic: sortFn_basic } });
const HEAD = 34;

/** Orders rows that are whole on the page; lists of the server come in the server's order. */
function useOrdered<R>(props: LedgerGridProps<R>): { rows: readonly R[]; sort: GridSort | null; setSort: (sort: GridSort) => void } {
  const [local, setLocal] = useState<GridSort | null>(null);
  const isServer = props.onSort !== undefined;
  const keys = isServer || local === null ? [] : [local, ...(local.second === undefined ? [] : [local.second])];
  const sorting: SortingState = keys.map(({ by, direction }) => ({ id: by, desc: direction === 'desc' }));
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
  const { selection, rowId, layout } = props;
  return useMemo(() => {
    const own = arrange(props.columns, layout).filter((column) => column.from === undefined || width === 0 || width >= column.from);
    const all = selection === undefined ? own : [selectColumn(selection, rowId), ...own];
    const columns = pinnedInPlace(all, (layout?.pinned ?? 1) + all.length - own.length);
    const template = columns
      .map((column) => (column.grow === 0 ? `${column.width}px` : `minmax(${column.width}px, ${column.grow ?? column.width}fr)`))
      .join(' ');
    return { columns, template, minWidth: columns.reduce((sum, column) => sum + column.width, 0) };
  }, [props.columns, selection, rowId, width, layout]);
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

/** First and last chosen column of a row, as one word so that rows compare quickly; empty: none. */
function colsIn(range: GridRange | null, row: number): string {
  return range === null || row < range.top || row > range.bottom ? '' : `${range.left}-${range.right}`;
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

/** Where the menu of a cell is open: under the pointer, or at the cell in focus. */
function useCellMenu<R>(columns: readonly GridColumn<R>[], rows: readonly R[]) {
  const [at, setAt] = useState<CellPlace<R> | null>(null);
  const open = (target: EventTarget, x: number, y: number): boolean => {
    const element = target instanceof HTMLElement ? target.closest<HTMLElement>('[data-cell]') : null;
    const [row, col] = (element?.dataset.cell ?? '').split(':').map(Number);
    const [column, record] = [columns[col ?? -1], rows[row ?? -1]];
    if (element === null || column === undefined || record === undefined) return false;
    const figure = element.querySelector<HTMLElement>('[data-proof]');
    setAt({ x, y, column, row: record, prove: figure === null ? null : () => figure.click() });
    return true;
  };
  return {
    at,
    close: () => setAt(null),
    onContextMenu: (event: MouseEvent): void => {
      if (open(event.target, event.clientX, event.clientY)) event.preventDefault();
    },
    onKeyDown: (event: KeyboardEvent<HTMLElement>): boolean => {
      if (event.key !== 'ContextMenu' && !(event.shiftKey && event.key === 'F10')) return false;
      const box = (event.target as HTMLElement).getBoundingClientRect();
      event.preventDefault();
      return open(event.target, box.left + 8, box.bottom);
    },
  };
}

/** Everything the grid knows while it is on the screen: rows in order, columns as arranged, where the focus is, what is chosen. */
function useGrid<R>(props: LedgerGridProps<R>) {
  const { hasMore, onLoadMore } = props;
  const { density } = useSettings();
  const height = ROW_HEIGHT[density];
  const scroller = useRef<HTMLDivElement>(null);
  const width = useWidth(scroller);
  const ordered = useOrdered(props);
  const { rows } = ordered;
  const shown = useShownColumns(props, width);
  const actions = useActions(props, rows);
  const hasTotals = props.totalsLabel !== undefined;
  const focus = useGridFocus({
    body: scroller,
    rowCount: rows.length,
    colCount: shown.columns.length,
    pageRows: () => Math.max(1, Math.floor(((scroller.current?.clientHeight ?? 400) - 2 * HEAD) / height)),
    scrollTo: (index) => virtual.scrollToIndex(index, { align: 'auto' }),
    onOpen: actions.open,
    onSpace: actions.space,
    onMove: actions.move,
  });
  const current = Math.min(focus.cell.row, rows.length - 1);
  const virtual = useRowWindow({ scroller, count: rows.length, height, hasTotals, keep: current });
  useFollow(props, rows, focus.setCell);
  const chosen = useGridRange(focus, shown.columns, rows);
  const lastShown = virtual.getVirtualItems().at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore === true && lastShown >= rows.length - 30) onLoadMore?.();
  }, [hasMore, lastShown, rows.length, onLoadMore]);
  const total = props.count ?? (hasMore === true ? null : rows.length);
  return { ...ordered, ...shown, density, height, scroller, actions, focus, current, virtual, chosen, total, hasTotals };
}

type Grid<R> = ReturnType<typeof useGrid<R>>;

function GridRows<R>({ grid, props }: { readonly grid: Grid<R>; readonly props: LedgerGridProps<R> }): ReactNode {
  const { rows, columns, template, height, virtual, current, focus, chosen } = grid;
  return (
    <FigureTabIndex value={-1}>
      <div role="rowgroup" className={classes.body} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          const id = props.rowId(row);
          const style = { gridTemplateColumns: template, height, transform: `translateY(${item.start - HEAD}px)` };
          const activeCol = item.index === current ? Math.min(focus.cell.col, columns.length - 1) : -1;
          return (
            <GridRow
              key={id}
              {...{ row, columns, style, activeCol }}
              rangeCols={colsIn(chosen.range, item.index)}
              index={item.index}
              isCurrent={props.activeId === id}
              isSelected={props.selection?.ids.has(id)}
              tone={props.tone?.(row)}
            />
          );
        })}
      </div>
    </FigureTabIndex>
  );
}

function GridBody<R>(props: LedgerGridProps<R>): ReactNode {
  const { rowId, selection } = props;
  const grid = useGrid(props);
  const { rows, columns, template, focus, chosen, actions, total, hasTotals } = grid;
  const menu = useCellMenu(columns, rows);
  const onClick = (event: MouseEvent): void => {
    const cell = cellAt(event);
    if (cell === null) return;
    if (!event.shiftKey) focus.setCell(cell);
    actions.move(cell.row);
  };
  return (
    <div className={classes.frame}>
      <div className={classes.scroller} ref={grid.scroller} data-density={grid.density}>
        <div
          role="grid"
          aria-label={props.label}
          aria-rowcount={total === null ? -1 : total + 1 + (hasTotals ? 1 : 0)}
          aria-multiselectable={selection === undefined ? undefined : true}
          className={classes.grid}
          style={{ minWidth: grid.minWidth }}
          tabIndex={-1}
          onKeyDown={(event) => {
            if (!menu.onKeyDown(event) && !chosen.onKeyDown(event)) focus.onKeyDown(event);
          }}
          onMouseDown={(event) => chosen.onMouseDown(event, cellAt(event))}
          onMouseMove={(event) => chosen.onMouseMove(cellAt(event))}
          onContextMenu={menu.onContextMenu}
          onClick={onClick}
          onDoubleClick={(event) => actions.open(cellAt(event)?.row ?? -1)}
        >
          <GridHead
            columns={columns}
            template={template}
            height={HEAD}
            sort={grid.sort}
            oneSort={props.oneSort}
            onSort={grid.setSort}
            onResize={props.onResize}
            selectAll={selection === undefined ? null : <SelectAll rows={rows} rowId={rowId} selection={selection} />}
          />
          <GridRows grid={grid} props={props} />
          {hasTotals && <GridTotals columns={columns} template={template} height={HEAD} label={props.totalsLabel ?? ''} index={(total ?? rows.length) + 2} />}
        </div>
      </div>
      <CellMenu at={menu.at} onFilter={props.onFilter} onCopy={chosen.copy} onClose={menu.close} />
      {chosen.figures !== null && <RangeBar figures={chosen.figures} />}
    </div>
  );
}

/** The one grid of every list: virtual rows, sticky head and totals, sorted by what the server offers, all by keyboard. */
export function LedgerGrid<R>(props: LedgerGridProps<R>): ReactNode {
  if (props.rows.length > 0) return <GridBody {...props} />;
  if (props.error !== undefined && props.error !== null) return <ErrorPanel error={props.error} retry={props.onRetry} />;
  return props.isLoading === true ? <Loading rows={10} /> : props.empty;
}
