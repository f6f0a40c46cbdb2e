import { UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowsSort, IconArrowUp } from '@tabler/icons-react';
import { type CSSProperties, memo, type ReactNode, useRef } from 'react';
import { type GridColumn, type GridSelection, type GridSort, SELECT_COLUMN, type SortKey } from './grid-types.ts';
import classes from './LedgerGrid.module.css';

interface HeadProps<R> {
  readonly columns: readonly GridColumn<R>[];
  readonly template: string;
  readonly height: number;
  readonly sort: GridSort | null;
  readonly onSort: (sort: GridSort) => void;
  readonly oneSort?: boolean | undefined;
  readonly onResize?: ((column: string, width: number) => void) | undefined;
  readonly selectAll: ReactNode;
}

/** A column that stays, when the list is scrolled sideways. */
const stay = <R,>({ stuckAt }: GridColumn<R>): { 'data-pinned'?: true; style?: CSSProperties } =>
  stuckAt === undefined ? {} : { 'data-pinned': true, style: { left: stuckAt } };

const turned = (key: SortKey | undefined, by: string): SortKey => ({ by, direction: key?.by === by && key.direction === 'asc' ? 'desc' : 'asc' });

/** What a press on a header asks for: with Shift the column becomes the second key, and the first stays. */
function sortAfter(sort: GridSort | null, by: string, isSecond: boolean): GridSort {
  if (!isSecond || sort === null || sort.by === by) return turned(sort ?? undefined, by);
  return { by: sort.by, direction: sort.direction, second: turned(sort.second, by) };
}

function HeadCell<R>({ column, sort, onSort, oneSort }: { column: GridColumn<R> } & Pick<HeadProps<R>, 'sort' | 'onSort' | 'oneSort'>): ReactNode {
  const key = column.sortKey ?? (column.sortValue === undefined ? undefined : column.id);
  const text = (
    <span className={classes.headText}>
      {column.header}
      {column.unit !== undefined && <span className={classes.unit}> {column.unit}</span>}
    </span>
  );
  if (key === undefined) return text;
  const mine = sort?.by === key ? sort : sort?.second?.by === key ? sort.second : undefined;
  const SortIcon = mine === undefined ? IconArrowsSort : mine.direction === 'asc' ? IconArrowUp : IconArrowDown;
  const isSecond = mine !== undefined && sort?.by !== key;
  return (
    <UnstyledButton
      className={classes.sort}
      data-sorted={mine !== undefined || undefined}
      onClick={(event) => onSort(sortAfter(sort, key, event.shiftKey && oneSort !== true))}
      title={`Sort by ${column.header.toLowerCase()}${oneSort === true ? '' : '; with Shift as second key'}`}
    >
      {text}
      <SortIcon size={13} aria-hidden className={classes.sortIcon} />
      {isSecond && <span className={classes.unit}>2</span>}
    </UnstyledButton>
  );
}

const STEP = 16;

/** The right edge of a column: dragged, or moved by the arrows when it has the focus. */
function ResizeHandle({ name, onResize }: { readonly name: string; readonly onResize: (change: (width: number) => number) => void }): ReactNode {
  const start = useRef<{ readonly x: number; readonly width: number } | null>(null);
  const widthOf = (element: Element): number => element.parentElement?.getBoundingClientRect().width ?? 0;
  return (
    <button
      type="button"
      className={classes.resize}
      aria-label={`Width of ${name}: arrows left and right`}
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { x: event.clientX, width: widthOf(event.currentTarget) };
      }}
      onPointerMove={(event) => {
        const from = start.current;
        if (from !== null) onResize(() => from.width + event.clientX - from.x);
      }}
      onPointerUp={() => {
        start.current = null;
      }}
      onKeyDown={(event) => {
        const by = event.key === 'ArrowRight' ? STEP : event.key === 'ArrowLeft' ? -STEP : 0;
        if (by === 0) return;
        event.preventDefault();
        const width = widthOf(event.currentTarget);
        onResize(() => width + by);
      }}
    />
  );
}

export function GridHead<R>({ columns, template, height, sort, onSort, oneSort, onResize, selectAll }: HeadProps<R>): ReactNode {
  return (
    <div role="rowgroup" className={classes.head}>
      <div role="row" tabIndex={-1} aria-rowindex={1} className={classes.row} style={{ gridTemplateColumns: template, height }}>
        {columns.map((column) => {
          const ariaSort = sort !== null && sort.by === (column.sortKey ?? column.id) ? (sort.direction === 'asc' ? 'ascending' : 'descending') : undefined;
          return (
            <div
              key={column.id}
              role="columnheader"
              tabIndex={-1}
              aria-sort={ariaSort}
              className={classes.cell}
              data-align={column.align}
              title={column.hint}
              {...stay(column)}
            >
              {column.id === SELECT_COLUMN ? selectAll : <HeadCell column={column} sort={sort} onSort={onSort} oneSort={oneSort} />}
              {onResize !== undefined && column.id !== SELECT_COLUMN && (
                <ResizeHandle name={column.header} onResize={(change) => onResize(column.id, change(column.width))} />
              )}
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
  /** `2-4`: the columns of this row that are chosen; empty: none. */
  readonly rangeCols: string;
  readonly isCurrent: boolean;
  readonly isSelected: boolean | undefined;
  readonly tone: 'open' | undefined;
}

function sameRow<R>(a: RowProps<R>, b: RowProps<R>): boolean {
  return (
    a.row === b.row &&
    a.index === b.index &&
    a.columns === b.columns &&
    a.activeCol === b.activeCol &&
    a.rangeCols === b.rangeCols &&
    a.isCurrent === b.isCurrent &&
    a.isSelected === b.isSelected &&
    a.tone === b.tone &&
    a.style.transform === b.style.transform &&
    a.style.height === b.style.height &&
    a.style.gridTemplateColumns === b.style.gridTemplateColumns
  );
}

function GridRowView<R>({ row, index, columns, style, activeCol, rangeCols, isCurrent, isSelected, tone }: RowProps<R>): ReactNode {
  const [left = -1, right = -1] = rangeCols === '' ? [] : rangeCols.split('-').map(Number);
  return (
    <div
      role="row"
      tabIndex={-1}
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      className={classes.row}
      data-current={isCurrent || undefined}
      data-selected={isSelected}
      data-tone={tone}
      style={style}
    >
      {columns.map((column, col) => (
        <div
          key={column.id}
          role={column.isRowHeader === true ? 'rowheader' : 'gridcell'}
          className={classes.cell}
          data-align={column.align}
          data-cell={`${index}:${col}`}
          data-chosen={(col >= left && col <= right) || undefined}
          tabIndex={col === activeCol ? 0 : -1}
          {...stay(column)}
        >
          {column.cell(row)}
        </div>
      ))}
    </div>
  );
}

/** Drawn again only when something of it changed: moving the focus touches two rows, not forty. */
export const GridRow = memo(GridRowView, sameRow) as typeof GridRowView;

interface TotalsProps<R> {
  readonly columns: readonly GridColumn<R>[];
  readonly template: string;
  readonly height: number;
  readonly label: string;
  readonly index: number;
}

export function GridTotals<R>({ columns, template, height, label, index }: TotalsProps<R>): ReactNode {
  const firstTotal = columns.findIndex((column) => column.total !== undefined);
  const labelSpan = firstTotal < 1 ? 1 : firstTotal;
  return (
    <div role="rowgroup" className={classes.foot}>
      <div role="row" tabIndex={-1} aria-rowindex={index} className={classes.row} style={{ gridTemplateColumns: template, height }}>
        <div role="rowheader" tabIndex={-1} aria-colspan={labelSpan} className={classes.cell} style={{ gridColumn: `1 / span ${labelSpan}` }}>
          <span className={classes.clip}>{label}</span>
        </div>
        {columns.slice(labelSpan).map((column) => (
          <div key={column.id} role="gridcell" tabIndex={-1} className={classes.cell} data-align={column.align}>
            {column.total}
          </div>
        ))}
      </div>
    </div>
  );
}

export function toggled(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return next;
}

export function selectColumn<R>(selection: GridSelection<R>, rowId: (row: R) => string): GridColumn<R> {
  return {
    id: SELECT_COLUMN,
    header: 'Select',
    width: 40,
    grow: 0,
    cell: (row) => {
      const id = rowId(row);
      const disabled = selection.canSelect?.(row) === false;
      if (disabled) return null;
      return (
        <input
          type="checkbox"
          className={classes.check}
          tabIndex={-1}
          aria-label={`Select ${id}`}
          checked={selection.ids.has(id)}
          onChange={() => selection.onChange(toggled(selection.ids, id))}
        />
      );
    },
  };
}

export function SelectAll<R>({ rows, rowId, selection }: { rows: readonly R[]; rowId: (row: R) => string; selection: GridSelection<R> }): ReactNode {
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
