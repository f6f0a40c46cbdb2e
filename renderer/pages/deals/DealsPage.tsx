import { Button } from '@mantine/core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactNode, useMemo, useState } from 'react';
import { CONTRACT_TYPES, type ContractType } from '../../../src/shared/vocab.ts';
import { useList } from '../../api/hooks.ts';
import { useCommandHandlers } from '../../commands/keys.ts';
import { ClearFilters, FilterSelect, SearchBox } from '../../components/filters.tsx';
import { useGridLayout, withWidth } from '../../components/grid-layout.ts';
import { type GridLayout, totalsLabel } from '../../components/grid-types.ts';
import { LedgerGrid } from '../../components/LedgerGrid.tsx';
import { ListTools } from '../../components/ListTools.tsx';
import { Page } from '../../components/Page.tsx';
import { statusMeaning } from '../../components/StatusBadge.tsx';
import { Empty } from '../../components/states.tsx';
import type { ShippedView } from '../../components/ViewsMenu.tsx';
import { plural } from '../../format/format.ts';
import { CONTRACT_WORDS } from '../../format/words.ts';
import { DEAL_SORTS, DEAL_STATUSES } from '../../route-words.ts';
import { useSetSearch } from '../../shell/search.ts';
import { useToday } from '../../shell/today.ts';
import { type DealFilter, dealColumns } from './columns.tsx';
import { DealForm } from './DealForm.tsx';
import { DealPeek } from './DealPeek.tsx';

interface Search {
  readonly text?: string | undefined;
  readonly partner?: string | undefined;
  readonly type?: ContractType | undefined;
  readonly status?: (typeof DEAL_STATUSES)[number] | undefined;
  readonly by?: (typeof DEAL_SORTS)[number] | undefined;
  readonly direction?: 'asc' | 'desc' | undefined;
  readonly secondBy?: (typeof DEAL_SORTS)[number] | undefined;
  readonly secondDirection?: 'asc' | 'desc' | undefined;
  readonly peek?: string | undefined;
}

const VIEW_KEYS = ['text', 'partner', 'type', 'status', 'by', 'direction', 'secondBy', 'secondDirection'] as const;
const SHIPPED: readonly ShippedView[] = [
  { name: 'Newest first', search: {} },
  { name: 'Largest running', search: { status: 'running', by: 'contractValuePaisa', direction: 'desc' } },
  { name: 'Retained beyond term', search: { status: 'beyond_term' } },
  { name: 'Clawed back', search: { status: 'clawed_back' } },
];

/** The filter as a sentence, for whoever reads the file later. */
function filterText(search: Search): string {
  return [
    search.text === undefined ? '' : `contains “${search.text}”`,
    search.partner === undefined ? '' : `partner ${search.partner}`,
    search.type === undefined ? '' : CONTRACT_WORDS[search.type],
    search.status === undefined ? '' : statusMeaning('deal', search.status).word,
  ]
    .filter((part) => part !== '')
    .join(', ');
}

type SetSearch = ReturnType<typeof useSetSearch<Search>>;

function Filters({ search, setSearch }: { readonly search: Search; readonly setSearch: SetSearch }): ReactNode {
  return (
    <>
      <SearchBox label="Client, code, partner" value={search.text ?? ''} onChange={(text) => setSearch({ text: text === '' ? undefined : text })} />
      <FilterSelect
        label="Any contract"
        width={170}
        value={search.type}
        options={CONTRACT_TYPES.map((value) => ({ value, label: CONTRACT_WORDS[value] }))}
        onChange={(type) => setSearch({ type })}
      />
      <FilterSelect
        label="Any status"
        value={search.status}
        options={DEAL_STATUSES.map((value) => ({ value, label: statusMeaning('deal', value).word }))}
        onChange={(status) => setSearch({ status })}
      />
      {search.partner !== undefined && <span>Partner {search.partner}</span>}
    </>
  );
}

/** The list for the address: its rows, columns and what the filter is. */
function useDeals(search: Search) {
  const second = search.secondBy === undefined ? undefined : ({ by: search.secondBy, direction: search.secondDirection ?? 'asc' } as const);
  const sort = { by: search.by ?? 'signedOn', direction: search.direction ?? 'desc', ...(second === undefined ? {} : { second }) } as const;
  const filter = { text: search.text, partner: search.partner, contractType: search.type, status: search.status };
  const list = useList('deals.list', { filter, sort });
  const key = JSON.stringify(filter);
  const columns = useMemo(() => dealColumns(list.totals, JSON.parse(key) as DealFilter), [list.totals, key]);
  return { list, filter, sort, columns, isFiltered: Object.values(filter).some((value) => value !== undefined) };
}

type Deals = ReturnType<typeof useDeals>;

function Tools({
  deals,
  search,
  setSearch,
  layout,
  onLayout,
}: {
  readonly deals: Deals;
  readonly search: Search;
  readonly setSearch: SetSearch;
  readonly layout: GridLayout;
  readonly onLayout: (layout: GridLayout) => void;
}): ReactNode {
  return (
    <ListTools
      list="deals"
      columns={deals.columns}
      layout={layout}
      onLayout={onLayout}
      shipped={SHIPPED}
      search={search}
      searchKeys={VIEW_KEYS}
      onSearch={setSearch}
      source={{ kind: 'server', list: 'deals.list', input: { filter: deals.filter, sort: deals.sort } }}
      filterText={filterText(search)}
    />
  );
}

function RegisterDeal({ partner }: { readonly partner: string | undefined }): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const today = useToday();
  useCommandHandlers({ 'deals.register': () => setOpen(true) });
  return (
    <>
      <Button onClick={() => setOpen(true)} title="R">
        Register deal
      </Button>
      {isOpen && today !== null && <DealForm record={null} {...(partner === undefined ? {} : { partner })} today={today} onClose={() => setOpen(false)} />}
    </>
  );
}

export function DealsPage(): ReactNode {
  const search: Search = useSearch({ from: '/deals' });
  const setSearch = useSetSearch<Search>();
  const navigate = useNavigate();
  const deals = useDeals(search);
  const { list, sort, columns, isFiltered } = deals;
  const [layout, setLayout] = useGridLayout('deals');
  const clear = (): void => setSearch({ text: undefined, partner: undefined, type: undefined, status: undefined });
  return (
    <Page
      title="Deals"
      subtitle={list.count === null ? undefined : plural(list.count, 'deal')}
      fills
      actions={<RegisterDeal partner={search.partner} />}
      toolbar={
        <>
          <Filters search={search} setSearch={setSearch} />
          <ClearFilters shown={isFiltered} onClear={clear} />
          <Tools {...{ deals, search, setSearch, layout }} onLayout={setLayout} />
        </>
      }
      aside={search.peek === undefined ? undefined : <DealPeek deal={search.peek} onClose={() => setSearch({ peek: undefined })} />}
    >
      <LedgerGrid
        label="Deals"
        columns={columns}
        layout={layout}
        onFilter={(name, value) => setSearch({ [name]: value })}
        onResize={(column, width) => setLayout(withWidth(layout, column, width))}
        rows={list.rows}
        rowId={(row) => row.deal}
        count={list.count}
        sort={sort}
        onSort={(next) =>
          setSearch({
            by: DEAL_SORTS.find((by) => by === next.by),
            direction: next.direction,
            secondBy: DEAL_SORTS.find((by) => by === next.second?.by),
            secondDirection: next.second?.direction,
          })
        }
        totalsLabel={totalsLabel(list.count, 'deal')}
        hasMore={list.hasMore}
        onLoadMore={list.loadMore}
        isLoading={list.isLoading}
        error={list.error}
        onRetry={list.retry}
        activeId={search.peek ?? null}
        onActive={(row) => search.peek !== undefined && setSearch({ peek: row.deal })}
        onPeek={(row) => setSearch({ peek: row.deal })}
        onOpen={(row) => void navigate({ to: '/deals/$deal', params: { deal: row.deal } })}
        empty={
          isFiltered ? (
            <Empty kind="filtered" title="No deal matches the filter" onClear={clear} />
          ) : (
            <Empty kind="first" title="No deals yet" description="Import deals.csv, or a workbook with a sheet named deals.">
              <Link to="/imports">Import files</Link>
            </Empty>
          )
        }
      />
    </Page>
  );
}
