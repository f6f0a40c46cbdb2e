import type { ReactNode } from 'react';
import type { Output } from '../../../src/contract/index.ts';
import { useProcedure } from '../../api/hooks.ts';
import { InstantText, Tally } from '../../components/figures.tsx';
import type { GridColumn } from '../../components/grid-types.ts';
import { LedgerGrid } from '../../components/LedgerGrid.tsx';
import { Empty } from '../../components/states.tsx';
import { countText, plural } from '../../format/format.ts';
import { IMPORT_WORDS } from '../../format/words.ts';

export type Batch = Output<'imports.list'>[number];

/** New and changed records by kind, in words; what was there already is not told. */
export function tookText({ counts }: Batch): string {
  const parts = Object.entries(counts).flatMap(([kind, of]) => {
    const told = [of.new > 0 ? `${countText(of.new)} new` : '', of.changed > 0 ? `${countText(of.changed)} changed` : ''].filter((text) => text !== '');
    return told.length === 0 ? [] : [`${IMPORT_WORDS[kind as keyof typeof IMPORT_WORDS]}: ${told.join(', ')}`];
  });
  return parts.length === 0 ? 'nothing new' : parts.join('; ');
}

export function mendedText({ corrected, leftOut }: Pick<Batch, 'corrected' | 'leftOut'>): string {
  return [corrected > 0 ? `${plural(corrected, 'cell')} corrected` : '', leftOut > 0 ? `${plural(leftOut, 'row')} left out` : '']
    .filter((text) => text !== '')
    .join(', ');
}

const COLUMNS: readonly GridColumn<Batch>[] = [
  { id: 'id', header: 'No.', width: 64, grow: 0, align: 'right', sortValue: (batch) => batch.id, cell: (batch) => <Tally value={batch.id} /> },
  { id: 'at', header: 'When', width: 150, grow: 0, sortValue: (batch) => batch.importedAt, cell: (batch) => <InstantText at={batch.importedAt} /> },
  { id: 'actor', header: 'Who', width: 110, grow: 0, sortValue: (batch) => batch.actor, cell: (batch) => batch.actor },
  {
    id: 'files',
    header: 'Files',
    width: 200,
    grow: 140,
    isRowHeader: true,
    cell: (batch) => (
      <span title={batch.files.map(({ name, sha256 }) => `${name}: SHA-256 ${sha256}`).join('\n')}>{batch.files.map(({ name }) => name).join(', ')}</span>
    ),
  },
  { id: 'took', header: 'Took', width: 220, grow: 160, cell: (batch) => <span title={tookText(batch)}>{tookText(batch)}</span> },
  { id: 'mended', header: 'Mended', width: 210, grow: 20, cell: (batch) => <span title={mendedText(batch)}>{mendedText(batch)}</span> },
  {
    id: 'state',
    header: 'State',
    width: 110,
    grow: 0,
    sortValue: (batch) => (batch.reverted === null ? 0 : 1),
    cell: (batch) => (batch.reverted === null ? 'taken' : 'taken back'),
  },
];

/** Every batch, newest first; one opens with its rows. */
export function History({ onOpen }: { readonly onOpen: (id: number) => void }): ReactNode {
  const query = useProcedure('imports.list', {});
  return (
    <LedgerGrid
      label="Imports"
      columns={COLUMNS}
      rows={query.data ?? []}
      rowId={(batch) => String(batch.id)}
      isLoading={query.isLoading}
      error={query.error}
      onRetry={() => void query.refetch()}
      onOpen={(batch) => onOpen(batch.id)}
      empty={<Empty kind="first" title="Nothing imported yet" />}
    />
  );
}
