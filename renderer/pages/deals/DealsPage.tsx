import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactNode, useMemo } from 'react';
import { CONTRACT_TYPES, type ContractType } from '../../../src/shared/vocab.ts';
import { useList } from '../../api/hooks.ts';
import { ClearFilters, FilterSelect, SearchBox } from '../../components/filters.tsx';
import { LedgerGrid } from '../../components/LedgerGrid.tsx';
import { Page } from '../../components/Page.tsx';
import { statusMeaning } from '../../components/StatusBadge.tsx';
import { Empty } from '../../components/states.tsx';
import { plural } from '../../format/format.ts';
import { CONTRACT_WORDS } from '../../format/words.ts';
import { DEAL_SORTS, DEAL_STATUSES } from '../../route-words.ts';
import { useSetSearch } from '../../shell/search.ts';
import { dealColumns } from './columns.tsx';
import { DealPeek } from './DealPeek.tsx';

interface Search {
  readonly text?: string | undefined;
  readonly partner?: string | undefined;
  readonly type?: ContractType | undefined;
  readonly status?: (typeof DEAL_STATUSES)[number] | undefined;
  readonly by?: (typeof DEAL_SORTS)[number] | undefined;
  readonly direction?: 'asc' | 'desc' | undefined;
  readonly peek?: string | undefined;
}

export function DealsPage(): ReactNode {
  const search: Search = useSearch({ from: '/deals' });
  const setSearch = useSetSearch<Search>();
  const navigate = useNavigate();
  const sort = { by: search.by ?? 'signedOn', direction: search.direction ?? 'desc' } as const;
  const filter = { text: search.text, partner: search.partner, contractType: search.type, status: search.status };
  const list = useList('deals.list', { filter, sort });
  const key = JSON.stringify(filter);
  const columns = useMemo(() => dealColumns(list.rows, list.totals, !list.hasMore, key), [list.rows, list.totals, list.hasMore, key]);
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  const clear = (): void => setSearch({ text: undefined, partner: undefined, type: undefined, status: undefined });
  return (
    <Page
      title="Deals"
      subtitle={list.isLoading ? undefined : plural(list.count, 'deal')}
      fills
      toolbar={
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
          <ClearFilters shown={isFiltered} onClear={clear} />
        </>
      }
      aside={search.peek === undefined ? undefined : <DealPeek deal={search.peek} onClose={() => setSearch({ peek: undefined })} />}
    >
      <LedgerGrid
        label="Deals"
        columns={columns}
        rows={list.rows}
        rowId={(row) => row.deal}
        count={list.count}
        sort={sort}
        onSort={(next) => setSearch({ by: DEAL_SORTS.find((by) => by === next.by), direction: next.direction })}
        totalsLabel={`All ${plural(list.count, 'deal')} of the filter`}
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
