import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Output } from '../../../src/contract/index.ts';
import { useProcedure } from '../../api/hooks.ts';
import { InstantText } from '../../components/figures.tsx';
import type { GridColumn } from '../../components/grid-types.ts';
import { LedgerGrid } from '../../components/LedgerGrid.tsx';
import { Page } from '../../components/Page.tsx';
import { Empty } from '../../components/states.tsx';
import { plural } from '../../format/format.ts';
import { takeBack, warn } from '../../shell/useUndo.ts';

type Row = Output<'acts.list'>['rows'][number];

const wayOf = (row: Row): 'undo' | 'redo' => (row.undoesSeq === null ? 'undo' : 'redo');

const COLUMNS: readonly GridColumn<Row>[] = [
  { id: 'at', header: 'When', width: 150, grow: 0, cell: (row) => <InstantText at={row.at} /> },
  {
    id: 'title',
    header: 'What',
    width: 320,
    grow: 200,
    isRowHeader: true,
    cell: (row) => (row.undoesSeq === null ? row.title : `${row.title} (taken back act ${row.undoesSeq})`),
  },
  {
    id: 'state',
    header: 'Now',
    width: 170,
    grow: 0,
    cell: (row) =>
      row.state === 'undone' ? (
        'Taken back'
      ) : (
        <Button size="compact-xs" variant="default" onClick={() => void takeBack(row.seq, wayOf(row)).catch(warn)}>
          {row.undoesSeq === null ? 'Take back' : 'Do again'}
        </Button>
      ),
  },
];

/** What I did that is not posted, approved or sent, each with its way back. */
export function ActsPage(): ReactNode {
  const query = useProcedure('acts.list', { limit: 500 });
  const rows = query.data?.rows ?? [];
  return (
    <Page title="My acts" subtitle={query.data === undefined ? undefined : `${plural(query.data.count, 'act')} · Ctrl+Z takes back the latest`} fills>
      <LedgerGrid
        label="My acts"
        columns={COLUMNS}
        rows={rows}
        rowId={(row) => String(row.seq)}
        isLoading={query.isLoading}
        error={query.error}
        onRetry={() => void query.refetch()}
        onOpen={(row) => row.state === 'undoable' && void takeBack(row.seq, wayOf(row)).catch(warn)}
        empty={
          <Empty
            kind="first"
            title="Nothing to take back"
            description="What you register, change, explain or hold stands here until it is posted, approved or sent."
          />
        }
      />
    </Page>
  );
}
