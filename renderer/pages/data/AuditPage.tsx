import { Alert, Code, Stack, Text, Title } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { type ReactNode, useCallback, useState } from 'react';
import type { Output } from '../../../src/contract/index.ts';
import { type ApiError, call } from '../../api/client.ts';
import { useProcedure } from '../../api/hooks.ts';
import { DateFilter } from '../../components/DateFilter.tsx';
import { DateText, InstantText, Tally } from '../../components/figures.tsx';
import { ClearFilters, FilterSelect, SearchBox } from '../../components/filters.tsx';
import type { GridColumn } from '../../components/grid-types.ts';
import { LedgerGrid } from '../../components/LedgerGrid.tsx';
import { Ladder, Page, SidePanel } from '../../components/Page.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { Empty } from '../../components/states.tsx';
import { instantText, plural } from '../../format/format.ts';
import { useSetSearch } from '../../shell/search.ts';
import { AuditChanges } from './AuditChanges.tsx';

type Answer = Output<'audit.list'>;
type Row = Answer['rows'][number];
interface Filter {
  readonly procedure?: string | undefined;
  readonly actor?: string | undefined;
  readonly record?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

const NO_FILTER: Required<{ [K in keyof Filter]: undefined }> = { procedure: undefined, actor: undefined, record: undefined, from: undefined, to: undefined };

/** `refused: CONFLICT` → the word of the badge and the code that says why. */
function Outcome({ outcome }: { readonly outcome: string }): ReactNode {
  const [word = outcome, why] = outcome.split(': ');
  return <StatusBadge area="audit" status={word} more={why === undefined ? null : `${why}.`} />;
}

const COLUMNS: readonly GridColumn<Row>[] = [
  { id: 'seq', header: 'No', width: 72, grow: 0, align: 'right', cell: (row) => <Tally value={row.seq} /> },
  { id: 'at', header: 'When', width: 148, grow: 0, cell: (row) => <InstantText at={row.at} /> },
  { id: 'actor', header: 'Who', width: 120, grow: 50, cell: (row) => row.actor },
  { id: 'procedure', header: 'What', width: 180, grow: 100, isRowHeader: true, cell: (row) => row.procedure },
  { id: 'outcome', header: 'Outcome', width: 110, grow: 0, cell: (row) => <Outcome outcome={row.outcome} /> },
  { id: 'day', header: 'Business day', width: 116, grow: 0, from: 760, cell: (row) => <DateText date={row.businessDate} /> },
  { id: 'host', header: 'Through', width: 84, grow: 0, from: 860, cell: (row) => row.host },
  { id: 'hash', header: 'Seal', width: 132, grow: 30, from: 960, cell: (row) => <span title={row.hash}>{row.hash.slice(0, 12)}</span> },
];

/** Every row is hashed again: whether the chain of seals is whole is known now, not believed. */
function Seal(): ReactNode {
  const overview = useProcedure('audit.overview', {});
  const seal = useProcedure('audit.seal', {});
  if (seal.data === undefined) return seal.error === null ? 'checking the seals' : 'the seals could not be checked';
  const since = overview.data?.firstAt;
  return (
    <>
      <StatusBadge area="seal" status={seal.data.ok ? 'whole' : 'broken'} /> {plural(seal.data.checked, 'row')}
      {since === undefined || since === null ? '' : ` since ${instantText(since)}`}, each sealed by the one after it
    </>
  );
}

function BrokenSeal(): ReactNode {
  const { data } = useProcedure('audit.seal', {});
  if (data === undefined || data.ok) return null;
  return (
    <Alert color="red" variant="light" bg="var(--pd-bad-bg)" role="alert" title="The chain of seals is broken" mx="md" mb="sm" maw={860}>
      {data.problems.slice(0, 5).map((problem) => (
        <Text key={problem}>{problem}</Text>
      ))}
      <Text mt={4}>Keep this file as it is, and compare it with a backup from before.</Text>
    </Alert>
  );
}

function Details({ row, onClose }: { readonly row: Row; readonly onClose: () => void }): ReactNode {
  return (
    <SidePanel title={row.procedure} subtitle={`No ${row.seq}`} onClose={onClose}>
      <Stack gap="md">
        <Ladder
          rows={[
            { label: 'When', value: <InstantText at={row.at} /> },
            { label: 'Business day', value: <DateText date={row.businessDate} /> },
            { label: 'Who', value: row.actor },
            { label: 'Through', value: row.host },
            { label: 'Outcome', value: <Outcome outcome={row.outcome} />, note: row.outcome.split(': ')[1] },
          ]}
        />
        <AuditChanges changes={row.changes} />
        <div>
          <Title order={3}>Seal</Title>
          <Code block style={{ overflowWrap: 'anywhere', whiteSpace: 'normal' }}>
            {row.hash}
          </Code>
        </div>
      </Stack>
    </SidePanel>
  );
}

function Filters({ filter, onChange }: { readonly filter: Filter; readonly onChange: (change: Filter) => void }): ReactNode {
  const overview = useProcedure('audit.overview', {});
  const options = (values: readonly string[] | undefined) => (values ?? []).map((value) => ({ value, label: value }));

  return (
    <>
      <SearchBox label="Record, as D-0042" value={filter.record ?? ''} onChange={(text) => onChange({ record: text === '' ? undefined : text })} />
      <FilterSelect
        label="Procedure"
        width={190}
        value={filter.procedure}
        options={options(overview.data?.procedures)}
        onChange={(procedure) => onChange({ procedure })}
      />
      <FilterSelect label="Who" value={filter.actor} options={options(overview.data?.actors)} onChange={(actor) => onChange({ actor })} />
      <DateFilter label="From day" value={filter.from} onChange={(from) => onChange({ from })} />
      <DateFilter label="To day" value={filter.to} onChange={(to) => onChange({ to })} />
      <ClearFilters shown={Object.values(filter).some((value) => value !== undefined)} onClear={() => onChange(NO_FILTER)} />
    </>
  );
}

export function AuditPage(): ReactNode {
  const { procedure, actor, record, from, to } = useSearch({ from: '/audit' });
  const filter: Filter = { procedure, actor, record, from, to };
  const setSearch = useSetSearch<Required<{ [K in keyof Filter]: string }>>();
  const [shown, setShown] = useState<Row | null>(null);
  const asked = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)) as Record<string, string>;
  const query = useInfiniteQuery<Answer, ApiError, { pages: Answer[] }, [string, object], number | undefined>({
    queryKey: ['audit.list', asked],
    queryFn: ({ pageParam }) => call('audit.list', { limit: 200, ...asked, ...(pageParam === undefined ? {} : { before: pageParam }) }),
    initialPageParam: undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const rows = query.data?.pages.flatMap((page) => page.rows) ?? [];
  const { fetchNextPage, isFetchingNextPage } = query;
  const more = useCallback(() => {
    if (!isFetchingNextPage) void fetchNextPage();
  }, [fetchNextPage, isFetchingNextPage]);
  const isFiltered = Object.keys(asked).length > 0;
  return (
    <Page
      title="Audit trail"
      subtitle={<Seal />}
      fills
      toolbar={<Filters filter={filter} onChange={setSearch} />}
      aside={shown === null ? undefined : <Details row={shown} onClose={() => setShown(null)} />}
    >
      <BrokenSeal />
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
        onOpen={setShown}
        empty={
          isFiltered ? (
            <Empty kind="filtered" title="No act matches" onClear={() => setSearch(NO_FILTER)} />
          ) : (
            <Empty kind="first" title="Nothing has been done yet" />
          )
        }
      />
    </Page>
  );
}
