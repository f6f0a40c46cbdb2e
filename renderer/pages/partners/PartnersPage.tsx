import { Button } from '@mantine/core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactNode, useMemo, useState } from 'react';
import { PARTNER_KINDS, PARTNER_STATUSES, type PartnerKind, type PartnerStatus, TIERS, type Tier } from '../../../src/shared/vocab.ts';
import { useList } from '../../api/hooks.ts';
import { useCommandHandlers } from '../../commands/keys.ts';
import { ClearFilters, FilterSelect, FilterSwitch, SearchBox } from '../../components/filters.tsx';
import { useGridLayout, withWidth } from '../../components/grid-layout.ts';
import { totalsLabel } from '../../components/grid-types.ts';
import { LedgerGrid } from '../../components/LedgerGrid.tsx';
import { ListTools } from '../../components/ListTools.tsx';
import { Page } from '../../components/Page.tsx';
import { statusMeaning } from '../../components/StatusBadge.tsx';
import { Empty } from '../../components/states.tsx';
import type { ShippedView } from '../../components/ViewsMenu.tsx';
import { plural } from '../../format/format.ts';
import { PARTNER_KIND_WORDS } from '../../format/words.ts';
import { PARTNER_SORTS } from '../../route-words.ts';
import { useSetSearch } from '../../shell/search.ts';
import { useBalanceMonth, useToday } from '../../shell/today.ts';
import { type PartnerFilter, partnerColumns } from './columns.tsx';
import { PartnerForm } from './PartnerForm.tsx';
import { PartnerPeek } from './PartnerPeek.tsx';

type Sort = (typeof PARTNER_SORTS)[number];

interface Search {
  readonly text?: string | undefined;
  readonly tier?: Tier | undefined;
  readonly status?: PartnerStatus | undefined;
  readonly kind?: PartnerKind | undefined;
  readonly inGrace?: boolean | undefined;
  readonly withoutAccountManager?: boolean | undefined;
  readonly by?: Sort | undefined;
  readonly direction?: 'asc' | 'desc' | undefined;
  readonly secondBy?: Sort | undefined;
  readonly secondDirection?: 'asc' | 'desc' | undefined;
  readonly peek?: string | undefined;
}

const VIEW_KEYS = ['text', 'tier', 'status', 'kind', 'inGrace', 'withoutAccountManager', 'by', 'direction', 'secondBy', 'secondDirection'] as const;
const SHIPPED: readonly ShippedView[] = [
  { name: 'By name', search: {} },
  { name: 'Most referrals this year', search: { by: 'count', direction: 'desc' } },
  { name: 'Largest balances', search: { by: 'payablePaisa', direction: 'desc' } },
  { name: 'In grace', search: { inGrace: true } },
  { name: 'Suspended', search: { status: 'suspended' } },
];

/** The filter as a sentence, for whoever reads the file later. */
function filterText(search: Search): string {
  return [
    search.text === undefined ? '' : `contains “${search.text}”`,
    search.tier === undefined ? '' : statusMeaning('tier', search.tier).word,
    search.status === undefined ? '' : statusMeaning('partner', search.status).word,
    search.kind === undefined ? '' : PARTNER_KIND_WORDS[search.kind],
    search.inGrace === true ? 'in grace' : '',
    search.withoutAccountManager === true ? 'without account manager' : '',
  ]
    .filter((part) => part !== '')
    .join(', ');
}

function NewPartner(): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const today = useToday();
  useCommandHandlers({ 'partners.new': () => setOpen(true) });
  return (
    <>
      <Button onClick={() => setOpen(true)} title="N">
        New partner
      </Button>
      {isOpen && today !== null && <PartnerForm record={null} today={today} onClose={() => setOpen(false)} />}
    </>
  );
}

/** The list for the address: its rows, columns and what the filter is. */
function usePartners(search: Search) {
  const today = useToday();
  const asOf = useBalanceMonth();
  const second = search.secondBy === undefined ? undefined : ({ by: search.secondBy, direction: search.secondDirection ?? 'asc' } as const);
  const sort = { by: search.by ?? 'name', direction: search.direction ?? 'asc', ...(second === undefined ? {} : { second }) } as const;
  const filter = {
    text: search.text,
    tier: search.tier,
    status: search.status,
    kind: search.kind,
    inGrace: search.inGrace,
    withoutAccountManager: search.withoutAccountManager,
  };
  const list = useList('partners.list', { filter, sort });
  const key = JSON.stringify(filter);
  const columns = useMemo(() => partnerColumns(today, asOf, list.totals, JSON.parse(key) as PartnerFilter), [today, asOf, list.totals, key]);
  return { list, filter, sort, columns, isFiltered: Object.values(filter).some((value) => value !== undefined) };
}

function Filters({ search, setSearch }: { readonly search: Search; readonly setSearch: (change: Search) => void }): ReactNode {
  return (
    <>
      <SearchBox label="Name, code, city" value={search.text ?? ''} onChange={(text) => setSearch({ text: text === '' ? undefined : text })} />
      <FilterSelect
        label="Any tier"
        width={108}
        value={search.tier}
        options={TIERS.map((value) => ({ value, label: statusMeaning('tier', value).word }))}
        onChange={(tier) => setSearch({ tier })}
      />
      <FilterSelect
        label="Any status"
        width={120}
        value={search.status}
        options={PARTNER_STATUSES.map((value) => ({ value, label: statusMeaning('partner', value).word }))}
        onChange={(status) => setSearch({ status })}
      />
      <FilterSelect
        label="Any kind"
        width={138}
        value={search.kind}
        options={PARTNER_KINDS.map((value) => ({ value, label: PARTNER_KIND_WORDS[value] }))}
        onChange={(kind) => setSearch({ kind })}
      />
      <FilterSwitch label="In grace" value={search.inGrace === true} onChange={(inGrace) => setSearch({ inGrace: inGrace ? true : undefined })} />
      <FilterSwitch
        label="No manager"
        value={search.withoutAccountManager === true}
        onChange={(without) => setSearch({ withoutAccountManager: without ? true : undefined })}
      />
    </>
  );
}

export function PartnersPage(): ReactNode {
  const search: Search = useSearch({ from: '/partners' });
  const setSearch = useSetSearch<Search>();
  const navigate = useNavigate();
  const { list, filter, sort, columns, isFiltered } = usePartners(search);
  const [layout, setLayout] = useGridLayout('partners');
  const clear = (): void =>
    setSearch({ text: undefined, tier: undefined, status: undefined, kind: undefined, inGrace: undefined, withoutAccountManager: undefined });
  return (
    <Page
      title="Partners"
      subtitle={list.count === null ? undefined : plural(list.count, 'partner')}
      fills
      actions={<NewPartner />}
      toolbar={
        <>
          <Filters search={search} setSearch={setSearch} />
          <ClearFilters shown={isFiltered} onClear={clear} />
          <ListTools
            list="partners"
            columns={columns}
            layout={layout}
            onLayout={setLayout}
            shipped={SHIPPED}
            search={search}
            searchKeys={VIEW_KEYS}
            onSearch={setSearch}
            source={{ kind: 'server', list: 'partners.list', input: { filter, sort } }}
            filterText={filterText(search)}
          />
        </>
      }
      aside={search.peek === undefined ? undefined : <PartnerPeek partner={search.peek} onClose={() => setSearch({ peek: undefined })} />}
    >
      <LedgerGrid
        label="Partners"
        columns={columns}
        layout={layout}
        onFilter={(name, value) => setSearch({ [name]: value })}
        onResize={(column, width) => setLayout(withWidth(layout, column, width))}
        rows={list.rows}
        rowId={(row) => row.partner}
        count={list.count}
        sort={sort}
        onSort={(next) =>
          setSearch({
            by: PARTNER_SORTS.find((by) => by === next.by),
            direction: next.direction,
            secondBy: PARTNER_SORTS.find((by) => by === next.second?.by),
            secondDirection: next.second?.direction,
          })
        }
        totalsLabel={totalsLabel(list.count, 'partner')}
        hasMore={list.hasMore}
        onLoadMore={list.loadMore}
        isLoading={list.isLoading}
        error={list.error}
        onRetry={list.retry}
        activeId={search.peek ?? null}
        onActive={(row) => search.peek !== undefined && setSearch({ peek: row.partner })}
        onPeek={(row) => setSearch({ peek: row.partner })}
        onOpen={(row) => void navigate({ to: '/partners/$partner', params: { partner: row.partner } })}
        empty={
          isFiltered ? (
            <Empty kind="filtered" title="No partner matches the filter" onClear={clear} />
          ) : (
            <Empty kind="first" title="No partners yet" description="Import partners.csv, or a workbook with a sheet named partners.">
              <Link to="/imports">Import files</Link>
            </Empty>
          )
        }
      />
    </Page>
  );
}
