import type { ReactNode } from 'react';
import { plural } from '../format/format.ts';

export interface SortKey {
  readonly by: string;
  readonly direction: 'asc' | 'desc';
}

export interface GridSort extends SortKey {
  /** Decides where the first key leaves rows alike. */
  readonly second?: SortKey | undefined;
}

export interface GridColumn<R> {
  readonly id: string;
  readonly header: string;
  /** Stands once, in the header. */
  readonly unit?: string;
  readonly hint?: string;
  /** Least width in pixels; `grow` shares what is left (0: never). */
  readonly width: number;
  readonly grow?: number;
  /** Shown only where the grid is at least so wide: a panel beside it tells the rest. */
  readonly from?: number;
  readonly align?: 'right';
  /** Member of the row that the cell shows: what is copied, added up, exported and filtered by. */
  readonly field?: keyof R & string;
  /** The filter of the list that a cell of this column can set; the value is the member itself. */
  readonly filterAs?: string;
  /** The member that the filter goes by, when it is not the one shown. */
  readonly filterField?: keyof R & string;
  readonly isRowHeader?: boolean;
  readonly cell: (row: R) => ReactNode;
  /** Name of a sort that the server offers. */
  readonly sortKey?: string;
  /** For lists that are whole on the page: what to order by. */
  readonly sortValue?: (row: R) => string | number;
  /** Of the whole filter, from the server. */
  readonly total?: ReactNode;
  /** Set by the grid: pixels from the left at which the column stays when the list is scrolled sideways. */
  readonly stuckAt?: number;
}

/** How a person arranged the columns of a list. */
export interface GridLayout {
  /** Ids in order; columns that are not named come after, as shipped. */
  readonly order: readonly string[];
  readonly hidden: readonly string[];
  readonly widths: Readonly<Record<string, number>>;
  /** So many first columns stay in place when the list is scrolled sideways. */
  readonly pinned: number;
}

export interface GridSelection<R> {
  readonly ids: ReadonlySet<string>;
  readonly onChange: (ids: ReadonlySet<string>) => void;
  readonly canSelect?: (row: R) => boolean;
}

export interface LedgerGridProps<R> {
  readonly label: string;
  readonly columns: readonly GridColumn<R>[];
  readonly rows: readonly R[];
  readonly rowId: (row: R) => string;
  /** Rows of the whole filter; more than are loaded while the cursor has not come to the end, null while they are being counted. */
  readonly count?: number | null;
  readonly sort?: GridSort | null;
  readonly onSort?: (sort: GridSort) => void;
  /** The server orders by one key only: Shift adds no second one. */
  readonly oneSort?: boolean;
  /** Says what the totals are of, see {@link totalsLabel}. */
  readonly totalsLabel?: string | undefined;
  readonly onOpen?: (row: R) => void;
  readonly onPeek?: (row: R) => void;
  readonly onActive?: (row: R) => void;
  readonly activeId?: string | null;
  readonly selection?: GridSelection<R>;
  readonly hasMore?: boolean;
  readonly onLoadMore?: () => void;
  readonly isLoading?: boolean;
  readonly error?: unknown;
  readonly onRetry?: () => void;
  readonly empty: ReactNode;
  readonly tone?: (row: R) => 'open' | undefined;
  /** Sets a filter of the list from a cell. */
  readonly onFilter?: (filter: string, value: string) => void;
  /** How the columns are arranged; absent: as shipped. */
  readonly layout?: GridLayout | undefined;
  readonly onResize?: (column: string, width: number) => void;
}

/** `All 214 deals of the filter`, or that they are still being added up. */
export function totalsLabel(count: number | null, thing: string, of = ' of the filter'): string {
  return count === null ? 'Adding up…' : `All ${plural(count, thing)}${of}`;
}

export const ROW_HEIGHT = { normal: 36, compact: 28 } as const;
export const SELECT_COLUMN = '__select';
