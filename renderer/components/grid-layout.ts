import { useLocalStorage } from '@mantine/hooks';
import type { GridColumn, GridLayout } from './grid-types.ts';

export const AS_SHIPPED: GridLayout = { order: [], hidden: [], widths: {}, pinned: 1 };

/** Columns in the order and width that a person gave them, without the hidden ones. */
export function arrange<R>(columns: readonly GridColumn<R>[], layout: GridLayout | undefined): readonly GridColumn<R>[] {
  if (layout === undefined) return columns;
  const place = (column: GridColumn<R>): number => {
    const at = layout.order.indexOf(column.id);
    return at === -1 ? layout.order.length + columns.indexOf(column) : at;
  };
  return columns
    .filter((column) => !layout.hidden.includes(column.id))
    .toSorted((a, b) => place(a) - place(b))
    .map((column) => {
      const width = layout.widths[column.id];
      return width === undefined ? column : { ...column, width, grow: 0 };
    });
}

/** One place up or down among all columns, hidden ones included. */
export function moved<R>(columns: readonly GridColumn<R>[], layout: GridLayout, id: string, by: -1 | 1): GridLayout {
  const order = arrange(columns, { ...layout, hidden: [] }).map((column) => column.id);
  const at = order.indexOf(id);
  const to = at + by;
  if (at < 0 || to < 0 || to >= order.length) return layout;
  order.splice(at, 1);
  order.splice(to, 0, id);
  return { ...layout, order };
}

export function withHidden(layout: GridLayout, id: string, isHidden: boolean): GridLayout {
  const others = layout.hidden.filter((one) => one !== id);
  return { ...layout, hidden: isHidden ? [...others, id] : others };
}

/** Keeps the columns up to the one at `index` in place; the last of those kept is let go again. */
export function withPinned(layout: GridLayout, index: number): GridLayout {
  return { ...layout, pinned: layout.pinned === index + 1 ? index : index + 1 };
}

/** The first columns each with the place where it stays: after the widths of those before it, which are their least ones when a list is scrolled sideways. */
export function pinnedInPlace<R>(columns: readonly GridColumn<R>[], pinned: number): readonly GridColumn<R>[] {
  let left = 0;
  return columns.map((column, index) => {
    if (index >= pinned) return column;
    const stays = { ...column, stuckAt: left };
    left += column.width;
    return stays;
  });
}

const MIN_WIDTH = 56;
const MAX_WIDTH = 900;

export function withWidth(layout: GridLayout, id: string, width: number): GridLayout {
  return { ...layout, widths: { ...layout.widths, [id]: Math.round(Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, width))) } };
}

/** The arrangement of a list as it was left, on this computer; a saved view carries one of its own. */
export function useGridLayout(list: string): [GridLayout, (layout: GridLayout) => void] {
  const [layout, setLayout] = useLocalStorage<GridLayout>({ key: `partnerdesk.layout.${list}`, defaultValue: AS_SHIPPED, getInitialValueInEffect: false });
  return [isLayout(layout) ? layout : AS_SHIPPED, setLayout];
}

/** What was kept may be of an older version, or of nobody knows where. */
export function isLayout(value: unknown): value is GridLayout {
  if (typeof value !== 'object' || value === null) return false;
  const { order, hidden, widths, pinned } = value as Partial<Record<keyof GridLayout, unknown>>;
  return Array.isArray(order) && Array.isArray(hidden) && typeof widths === 'object' && widths !== null && typeof pinned === 'number';
}
