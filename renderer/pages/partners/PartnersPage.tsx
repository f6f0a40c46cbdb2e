import { Anchor } from '@mantine/core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactNode, useMemo } from 'react';
import { PARTNER_KINDS, PARTNER_STATUSES, type PartnerKind, type PartnerStatus, TIERS, type Tier } from '../../../src/shared/vocab.ts';
import { type ListRow, useList } from '../../api/hooks.ts';
import { proofOf, sumProof } from '../../api/proofs.ts';
import { Count, Money } from '../../components/figures.tsx';
import { ClearFilters, FilterSelect, FilterSwitch, SearchBox } from '../../components/filters.tsx';
import type { GridColumn } from '../../components/grid-types.ts';
import { LedgerGrid } from '../../components/LedgerGrid.tsx';
import { Page } from '../../components/Page.tsx';
import { StatusBadge, statusMeaning } from '../../components/StatusBadge.tsx';
import { Empty } from '../../components/states.tsx';
import { countText, dateText, monthText, plural } from '../../format/format.ts';
import { PARTNER_KIND_WORDS } from '../../format/words.ts';
import { PARTNER_SORTS } from '../../route-words.ts';
import { useSetSearch } from '../../shell/search.ts';
import { useLastClosed, useToday } from '../../shell/today.ts';
import { PartnerPeek } from './PartnerPeek.tsx';

export type PartnerRow = ListRow<'partners.list'>;
type Totals = { readonly payablePaisa: number; readonly deals: number };
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
  readonly peek?: string | undefined;
}

function balanceColumn(asOf: string | null, rows: readonly PartnerRow[], totals: Totals | null, isWhole: boolean): GridColumn<PartnerRow> {
  const balanceProof = (row: PartnerRow) =>
    asOf === null ? null : proofOf({ kind: 'balance', partner: row.partner, asOf }, `Balance of ${row.name} after ${monthText(asOf)}`);
  const parts = rows.filter((row) => row.payablePaisa !== 0).map((row) => ({ label: row.name, paisa: row.payablePaisa, ask: balanceProof(row) ?? undefined }));
  return {
    id: 'payable',
    header: 'Balance',
    unit: 'PKR',
    width: 130,
    grow: 50,
    align: 'right',
    sortKey: 'payablePaisa',
    cell: (row) => <Money paisa={row.payablePaisa} label={`balance of ${row.name}`} proof={balanceProof(row)} />,
    total:
      totals === null ? undefined : (
        <Money
          paisa={totals.payablePaisa}
          strong
          proof={isWhole ? sumProof(`partners:${asOf ?? ''}:${rows.length}`, 'Balance of all partners of the filter', totals.payablePaisa, parts) : null}
        />
      ),
  };
}

function columnsOf(
  today: string | null,
  asOf: string | null,
  rows: readonly PartnerRow[],
  totals: Totals | null,
  isWhole: boolean,
): readonly GridColumn<PartnerRow>[] {
  return [
    { id: 'partner', header: 'Code', width: 84, grow: 0, sortKey: 'partner', cell: (row) => row.partner },
    {
      id: 'name',
      header: 'Name',
      width: 180,
      grow: 260,
      isRowHeader: true,
      sortKey: 'name',
      cell: (row) => (
        <Anchor renderRoot={(props) => <Link to="/partners/$partner" params={{ partner: row.partner }} {...props} />} tabIndex={-1} title={row.name} truncate>
          {row.name}
        </Anchor>
      ),
    },
    {
      id: 'tier',
      header: 'Tier',
      width: 96,
      grow: 20,
      sortKey: 'tier',
      cell: (row) =>
        row.tier === null ? (
          '–'
        ) : (
          <StatusBadge
            area="tier"
            status={row.tier}
            more={
              row.tierSince === null
                ? null
                : `Since ${dateText(row.tierSince)}.${row.inGraceUntil === null ? '' : ` In grace until ${dateText(row.inGraceUntil)}.`}`
            }
          />
        ),
    },
    {
      id: 'count',
      header: 'Referrals',
      hint: 'Credited in this calendar year, of the next tier’s minimum',
      width: 96,
      grow: 20,
      align: 'right',
      sortKey: 'count',
      cell: (row) => (
        <span>
          <Count
            value={row.count}
            label={`credited referrals of ${row.name}`}
            proof={today === null ? null : proofOf({ kind: 'count', partner: row.partner, on: today }, `Credited referrals of ${row.name}`)}
          />
          <span style={{ color: 'var(--mantine-color-dimmed)' }}> {row.nextTierAt === null ? 'top' : `/ ${row.nextTierAt}`}</span>
        </span>
      ),
    },
    { id: 'kind', header: 'Kind', width: 150, from: 1260, grow: 30, cell: (row) => <span>{PARTNER_KIND_WORDS[row.kind]}</span> },
    {
      id: 'status',
      header: 'Status',
      width: 108,
      grow: 20,
      cell: (row) => (
        <StatusBadge area="partner" status={row.status} more={row.inGraceUntil === null ? null : `In grace until ${dateText(row.inGraceUntil)}.`} />
      ),
    },
    {
      id: 'manager',
      header: 'Account manager',
      width: 124,
      from: 1000,
      grow: 80,
      cell: (row) => <span title={row.accountManager ?? ''}>{row.accountManager ?? '–'}</span>,
    },
    { id: 'standing', header: 'Tax standing', width: 116, from: 820, grow: 20, cell: (row) => <StatusBadge area="standing" status={row.standing ?? 'none'} /> },
    { id: 'bank', header: 'Bank', width: 96, from: 1000, grow: 20, cell: (row) => <StatusBadge area="bank" status={row.bank} /> },
    {
      id: 'deals',
      header: 'Deals',
      width: 64,
      from: 760,
      grow: 10,
      align: 'right',
      cell: (row) => row.deals,
      total: totals === null ? undefined : countText(totals.deals),
    },
    balanceColumn(asOf, rows, totals, isWhole),
  ];
}

function Filters({ search, setSearch }: { readonly search: Search; readonly setSearch: (change: Search) => void }): ReactNode {
  return (
    <>
      <SearchBox label="Name, code, city" value={search.text ?? ''} onChange={(text) => setSearch({ text: text === '' ? undefined : text })} />
      <FilterSelect
        label="Any tier"
        width={120}
        value={search.tier}
        options={TIERS.map((value) => ({ value, label: statusMeaning('tier', value).word }))}
        onChange={(tier) => setSearch({ tier })}
      />
      <FilterSelect
        label="Any status"
        width={130}
        value={search.status}
        options={PARTNER_STATUSES.map((value) => ({ value, label: statusMeaning('partner', value).word }))}
        onChange={(status) => setSearch({ status })}
      />
      <FilterSelect
        label="Any kind"
        width={160}
        value={search.kind}
        options={PARTNER_KINDS.map((value) => ({ value, label: PARTNER_KIND_WORDS[value] }))}
        onChange={(kind) => setSearch({ kind })}
      />
      <FilterSwitch label="In grace" value={search.inGrace === true} onChange={(inGrace) => setSearch({ inGrace: inGrace ? true : undefined })} />
      <FilterSwitch
        label="Without account manager"
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
  const today = useToday();
  const asOf = useLastClosed();
  const sort = { by: search.by ?? 'name', direction: search.direction ?? 'asc' } as const;
  const filter = {
    text: search.text,
    tier: search.tier,
    status: search.status,
    kind: search.kind,
    inGrace: search.inGrace,
    withoutAccountManager: search.withoutAccountManager,
  };
  const list = useList('partners.list', { filter, sort });
  const columns = useMemo(() => columnsOf(today, asOf, list.rows, list.totals, !list.hasMore), [today, asOf, list.rows, list.totals, list.hasMore]);
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  const clear = (): void =>
    setSearch({ text: undefined, tier: undefined, status: undefined, kind: undefined, inGrace: undefined, withoutAccountManager: undefined });
  return (
    <Page
      title="Partners"
      subtitle={list.isLoading ? undefined : plural(list.count, 'partner')}
      fills
      toolbar={
        <>
          <Filters search={search} setSearch={setSearch} />
          <ClearFilters shown={isFiltered} onClear={clear} />
        </>
      }
      aside={search.peek === undefined ? undefined : <PartnerPeek partner={search.peek} onClose={() => setSearch({ peek: undefined })} />}
    >
      <LedgerGrid
        label="Partners"
        columns={columns}
        rows={list.rows}
        rowId={(row) => row.partner}
        count={list.count}
        sort={sort}
        onSort={(next) => setSearch({ by: PARTNER_SORTS.find((by) => by === next.by), direction: next.direction })}
        totalsLabel={`All ${plural(list.count, 'partner')} of the filter`}
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
