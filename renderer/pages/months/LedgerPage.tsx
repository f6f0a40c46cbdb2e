import { Anchor } from '@mantine/core';
import { Link, useSearch } from '@tanstack/react-router';
import { type ReactNode, useMemo } from 'react';
import { ACCRUAL_KINDS, type AccrualKind } from '../../../src/shared/vocab.ts';
import { type ListRow, type ListState, useList } from '../../api/hooks.ts';
import { type ProofSubject, proofOf } from '../../api/proofs.ts';
import { Money, Rate } from '../../components/figures.tsx';
import { ClearFilters, FilterSelect, FilterSwitch, SearchBox } from '../../components/filters.tsx';
import { useGridLayout, withWidth } from '../../components/grid-layout.ts';
import { type GridColumn, totalsLabel } from '../../components/grid-types.ts';
import { LedgerGrid } from '../../components/LedgerGrid.tsx';
import { ListTools } from '../../components/ListTools.tsx';
import { Page } from '../../components/Page.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { Empty } from '../../components/states.tsx';
import type { ShippedView } from '../../components/ViewsMenu.tsx';
import { monthLong, monthText } from '../../format/format.ts';
import { ACCRUAL_WORDS, RATE_SOURCE_WORDS } from '../../format/words.ts';
import { type Range, usePeriod } from '../../shell/period.ts';
import { useSetSearch } from '../../shell/search.ts';

type Row = ListRow<'accruals.page'>;

interface Search {
  readonly text?: string | undefined;
  readonly kind?: AccrualKind | undefined;
  readonly partner?: string | undefined;
  readonly deal?: string | undefined;
  readonly pair?: number | undefined;
  readonly all?: boolean | undefined;
  readonly by?: 'postedIn' | 'partner' | 'deal' | undefined;
  readonly direction?: 'asc' | 'desc' | undefined;
}

const lineTitle = (row: Row): string => `${row.deal}, ${row.period}${row.invoiceNo === null ? '' : `, ${row.invoiceNo}`}`;

/** A line and its correction point at each other: either leads to the two together (3.6). */
function KindCell({ row }: { readonly row: Row }): ReactNode {
  const word = ACCRUAL_WORDS[row.kind];
  const pair = row.reversesId ?? (row.reversedById === null ? null : row.id);
  if (pair === null) return <span>{word}</span>;
  const title = row.reversesId === null ? `Taken back by line ${row.reversedById}: see both` : `Takes back line ${row.reversesId}: see both`;
  return (
    <Anchor title={title} tabIndex={-1} renderRoot={(props) => <Link to="/ledger" search={{ pair, all: true }} {...props} />}>
      {word} {row.reversesId === null ? '⤺' : '⤻'}
    </Anchor>
  );
}

const COLUMNS: readonly GridColumn<Row>[] = [
  { id: 'postedIn', header: 'Posted in', width: 100, grow: 0, sortKey: 'postedIn', cell: (row) => monthText(row.postedIn) },
  {
    id: 'deal',
    header: 'Deal',
    width: 118,
    grow: 0,
    isRowHeader: true,
    sortKey: 'deal',
    cell: (row) => (
      <Anchor renderRoot={(props) => <Link to="/deals/$deal" params={{ deal: row.deal }} {...props} />} tabIndex={-1}>
        {row.deal}
      </Anchor>
    ),
  },
  { id: 'client', header: 'Client', width: 116, grow: 200, cell: (row) => <span title={row.client}>{row.client}</span> },
  {
    id: 'partner',
    header: 'Partner',
    width: 80,
    grow: 40,
    sortKey: 'partner',
    cell: (row) => (
      <Anchor renderRoot={(props) => <Link to="/partners/$partner" params={{ partner: row.partner }} {...props} />} tabIndex={-1}>
        {row.partner}
      </Anchor>
    ),
  },
  { id: 'period', field: 'period', header: 'Billed for', width: 88, grow: 0, cell: (row) => monthText(row.period) },
  {
    id: 'kind',
    field: 'kind',
    filterAs: 'kind',
    header: 'Kind',
    width: 96,
    grow: 40,
    cell: (row) => <KindCell row={row} />,
  },
  { id: 'invoice', field: 'invoiceNo', header: 'Invoice', width: 132, from: 900, grow: 60, cell: (row) => row.invoiceNo ?? '–' },
  { id: 'tier', field: 'tier', header: 'Tier', width: 88, from: 1180, grow: 20, cell: (row) => <StatusBadge area="tier" status={row.tier} /> },
  {
    id: 'rate',
    field: 'rateBps',
    header: 'Rate',
    width: 68,
    grow: 20,
    align: 'right',
    cell: (row) => (
      <span title={RATE_SOURCE_WORDS[row.rateSource]}>
        <Rate bps={row.rateBps} proof={proofOf({ kind: 'accrual', id: row.id, figure: 'rateBps' }, `Rate of ${lineTitle(row)}`)} />
      </span>
    ),
  },
];

type LedgerFilter = Extract<ProofSubject, { kind: 'accrualsTotal' }>['filter'];

function ledgerColumns(totals: ListState<'accruals.page'>['totals'], filter: LedgerFilter): readonly GridColumn<Row>[] {
  const figure = (key: 'basePaisa' | 'amountPaisa', header: string): GridColumn<Row> => ({
    id: key,
    field: key,
    header,
    unit: 'PKR',
    width: 140,
    grow: 40,
    align: 'right',
    cell: (row) => <Money paisa={row[key]} proof={proofOf({ kind: 'accrual', id: row.id, figure: key }, `${header} of ${lineTitle(row)}`)} />,
    total:
      totals === null ? undefined : (
        <Money paisa={totals[key]} strong proof={proofOf({ kind: 'accrualsTotal', filter, figure: key }, `${header}, all lines of the filter`)} />
      ),
  });
  return [...COLUMNS, figure('basePaisa', 'Base'), figure('amountPaisa', 'Commission')];
}

function rangeFilter(range: Range | null): { postedIn?: string; postedFrom?: string; postedTo?: string } {
  if (range === null) return {};
  return range.from === range.to ? { postedIn: range.from } : { postedFrom: range.from, postedTo: range.to };
}

/** All posted up to a month: what the balances after it are made of. */
function asOfFilter(asOf: string | null): { postedTo?: string } {
  return asOf === null ? {} : { postedTo: asOf };
}

function subtitleOf({ pair, all }: Search, range: Range | null, asOf: string | null): string {
  if (pair !== undefined) return 'a line and its correction';
  if (all === true || range === null) return asOf === null ? 'every month' : `all posted up to ${monthLong(asOf)}`;
  return `posted ${rangeText(range)}`;
}

function rangeText({ from, to }: Range): string {
  return from === to ? `in ${monthLong(from)}` : `from ${monthLong(from)} to ${monthLong(to)}`;
}

const VIEW_KEYS = ['text', 'kind', 'partner', 'deal', 'all', 'by', 'direction'] as const;
const SHIPPED: readonly ShippedView[] = [
  { name: 'As the period says', search: {} },
  { name: 'Clawbacks of every month', search: { kind: 'clawback', all: true } },
  { name: 'Adjustments of every month', search: { kind: 'adjustment', all: true } },
];

/** The filter as a sentence, for whoever reads the file later. */
function filterText(search: Search, range: Range | null): string {
  return [
    search.all === true || range === null ? 'every month' : `posted ${rangeText(range)}`,
    search.text === undefined ? '' : `code begins “${search.text}”`,
    search.kind === undefined ? '' : ACCRUAL_WORDS[search.kind],
    search.partner === undefined ? '' : `partner ${search.partner}`,
    search.deal === undefined ? '' : `deal ${search.deal}`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}

interface FiltersProps {
  readonly search: Search;
  readonly onSearch: (search: Search) => void;
  readonly isFiltered: boolean;
  readonly onClear: () => void;
}

function LedgerFilters({ search, onSearch, isFiltered, onClear }: FiltersProps): ReactNode {
  const { month, asOf } = usePeriod();
  return (
    <>
      <SearchBox label="Deal or partner code" value={search.text ?? ''} onChange={(text) => onSearch({ text: text === '' ? undefined : text })} />
      <FilterSelect
        label="Any kind"
        value={search.kind}
        options={ACCRUAL_KINDS.map((value) => ({ value, label: ACCRUAL_WORDS[value] }))}
        onChange={(kind) => onSearch({ kind })}
      />
      <FilterSwitch
        label={asOf === null ? 'Every month' : `As of ${monthText(asOf)}`}
        value={search.all === true}
        onChange={(all) => onSearch({ all: all ? true : undefined })}
      />
      {search.partner !== undefined && <span>Partner {search.partner}</span>}
      {search.deal !== undefined && <span>Deal {search.deal}</span>}
      {search.pair !== undefined && <span>A line and its correction</span>}
      <ClearFilters shown={isFiltered} onClear={onClear} />
      {search.all !== true && month !== null && (
        <Anchor size="sm" renderRoot={(props) => <Link to="/journal" {...props} />}>
          Journal of {monthLong(month)}
        </Anchor>
      )}
    </>
  );
}

export function LedgerPage(): ReactNode {
  const search: Search = useSearch({ from: '/ledger' });
  const setSearch = useSetSearch<Search>();
  const { month, range, asOf } = usePeriod();
  const sort = { by: search.by ?? 'postedIn', direction: search.direction ?? 'desc' } as const;
  const filter = {
    text: search.text,
    kind: search.kind,
    partner: search.partner,
    deal: search.deal,
    pair: search.pair,
    ...(search.pair !== undefined ? {} : search.all === true ? asOfFilter(asOf) : rangeFilter(range)),
  };
  const list = useList('accruals.page', { filter, sort });
  const isFiltered = [search.text, search.kind, search.partner, search.deal, search.pair].some((value) => value !== undefined);
  const key = JSON.stringify(filter);
  const columns = useMemo(() => ledgerColumns(list.totals, JSON.parse(key) as LedgerFilter), [list.totals, key]);
  const [layout, setLayout] = useGridLayout('ledger');
  const clear = (): void => setSearch({ text: undefined, kind: undefined, partner: undefined, deal: undefined, pair: undefined });
  return (
    <Page
      title="Accruals"
      subtitle={subtitleOf(search, range, asOf)}
      fills
      toolbar={
        <>
          <LedgerFilters search={search} onSearch={setSearch} isFiltered={isFiltered} onClear={clear} />
          <ListTools
            list="ledger"
            columns={columns}
            layout={layout}
            onLayout={setLayout}
            shipped={SHIPPED}
            search={search}
            searchKeys={VIEW_KEYS}
            onSearch={setSearch}
            source={{ kind: 'server', list: 'accruals.page', input: { filter, sort } }}
            filterText={filterText(search, range)}
          />
        </>
      }
    >
      <LedgerGrid
        label="Accruals ledger"
        columns={columns}
        layout={layout}
        onFilter={(name, value) => setSearch({ [name]: value })}
        onResize={(column, width) => setLayout(withWidth(layout, column, width))}
        rows={list.rows}
        rowId={(row) => String(row.id)}
        count={list.count}
        sort={sort}
        oneSort
        onSort={(next) => setSearch({ by: next.by as 'postedIn' | 'partner' | 'deal', direction: next.direction })}
        totalsLabel={totalsLabel(list.count, 'line')}
        hasMore={list.hasMore}
        onLoadMore={list.loadMore}
        isLoading={list.isLoading}
        error={list.error}
        onRetry={list.retry}
        empty={
          isFiltered ? (
            <Empty kind="filtered" title="No line matches" onClear={clear} />
          ) : (
            <Empty
              kind="first"
              title={month === null ? 'Nothing posted yet' : `Nothing posted ${range === null ? '' : rangeText(range)}`}
              description="Lines are posted by closing a month."
            />
          )
        }
      />
    </Page>
  );
}
