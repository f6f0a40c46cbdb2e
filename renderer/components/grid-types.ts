import type { ReactNode } from 'react';

export interface GridSort {
  readonly by: string;
  readonly direction: 'asc' | 'desc';
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
  readonly isRowHeader?: boolean;
  readonly cell: (row: R) => ReactNode;
  /** Name of a sort that the server offers. */
  readonly sortKey?: string;
  /** For lists that are whole on the page: what to order by. */
  readonly sortValue?: (row: R) => string | number;
  /** Of the whole filter, from the server. */
  readonly total?: ReactNode;
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
  /** Rows of the whole filter; more than are loaded while the cursor has not come to the end. */
  readonly count?: number;
  readonly sort?: GridSort | null;
  readonly onSort?: (sort: GridSort) => void;
  /** Says what the totals are of: `All 214 deals`. */
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
}

export const ROW_HEIGHT = { normal: 36, compact: 28 } as const;
export const SELECT_COLUMN = '__select';
