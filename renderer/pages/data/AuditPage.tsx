import { Code, Stack } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { type ReactNode, useCallback, useState } from 'react';
import type { Output } from '../../../src/contract/index.ts';
import { type ApiError, call } from '../../api/client.ts';
import { DateText, InstantText } from '../../components/figures.tsx';
import { ClearFilters, SearchBox } from '../../components/filters.tsx';
import type { GridColumn } from '../../components/grid-types.ts';
import { LedgerGrid } from '../../components/LedgerGrid.tsx';
import { Ladder, Page, SidePanel } from '../../components/Page.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { Empty } from '../../components/states.tsx';
import { countText } from '../../format/format.ts';
import { useSetSearch } from '../../shell/search.ts';

type Answer = Output<'audit.list'>;
type Row = Answer['rows'][number];

const COLUMNS: readonly GridColumn<Row>[] = [
  { id: 'seq', header: 'No', width: 80, grow: 0, align: 'right', cell: (row) => countText(row.seq) },
  { id: 'at', header: 'When', width: 140, grow: 0, cell: (row) => <InstantText at={row.at} /> },
  { id: 'day', header: 'Business day', width: 116, grow: 0, cell: (row) => <DateText date={row.businessDate} /> },
  { id: 'actor', header: 'Who', width: 120, grow: 60, cell: (row) => row.actor },
  { id: 'procedure', header: 'What', width: 180, grow: 120, isRowHeader: true, cell: (row) => row.procedure },
  { id: 'outcome', header: 'Outcome', width: 130, grow: 20, cell: (row) => <StatusBadge area="audit" status={row.outcome} /> },
  { id: 'host', header: 'Through', width: 90, grow: 20, cell: (row) => row.host },
  { id: 'hash', header: 'Seal', width: 150, grow: 80, cell: (row) => <span title={row.hash}>{row.hash.slice(0, 16)}</span> },
];

export function AuditPage(): ReactNode {
  const { procedure } = useSearch({ from: '/audit' });
  const setSearch = useSetSearch<{ procedure: string }>();
  const [shown, setShown] = useState<Row | null>(null);
  const query = useInfiniteQuery<Answer, ApiError, { pages: Answer[] }, [string, object], number | undefined>({
    queryKey: ['audit.list', { procedure }],
    queryFn: ({ pageParam }) =>
      call('audit.list', { limit: 200, ...(procedure === undefined ? {} : { procedure }), ...(pageParam === undefined ? {} : { before: pageParam }) }),
    initialPageParam: undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const rows = query.data?.pages.flatMap((page) => page.rows) ?? [];
  const { fetchNextPage, isFetchingNextPage } = query;
  const more = useCallback(() => {
    if (!isFetchingNextPage) void fetchNextPage();
  }, [fetchNextPage, isFetchingNextPage]);
  return (
    <Page
      title="Audit trail"
      subtitle="newest first; each row seals the one before it"
      fills
      toolbar={
        <>
          <SearchBox label="Procedure, as months.close" value={procedure ?? ''} onChange={(text) => setSearch({ procedure: text === '' ? undefined : text })} />
          <ClearFilters shown={procedure !== undefined} onClear={() => setSearch({ procedure: undefined })} />
        </>
      }
      aside={
        shown === null ? undefined : (
          <SidePanel title={shown.procedure} subtitle={`No ${shown.seq}`} onClose={() => setShown(null)}>
            <Stack gap="md">
              <Ladder
                rows={[
                  { label: 'When', value: <InstantText at={shown.at} /> },
                  { label: 'Who', value: shown.actor },
                  { label: 'Outcome', value: <StatusBadge area="audit" status={shown.outcome} /> },
                ]}
              />
              <Code block>{JSON.stringify(shown.changes, null, 2)}</Code>
              <Code block style={{ overflowWrap: 'anywhere', whiteSpace: 'normal' }}>
                {shown.hash}
              </Code>
            </Stack>
          </SidePanel>
        )
      }
    >
      <LedgerGrid
        label="Audit trail"
        columns={COLUMNS}
        rows={rows}
        rowId={(row) => String(row.seq)}
        hasMore={query.hasNextPage}
        onLoadMore={more}
        isLoading={query.isLoading}
        error={query.error}
        onRetry={() => void query.refetch()}
        activeId={shown === null ? null : String(shown.seq)}
        onActive={(row) => shown !== null && setShown(row)}
        onPeek={setShown}
        empty={
          procedure === undefined ? (
            <Empty kind="first" title="Nothing has been done yet" />
          ) : (
            <Empty kind="filtered" title="No act of this name" onClear={() => setSearch({ procedure: undefined })} />
          )
        }
      />
    </Page>
  );
}
