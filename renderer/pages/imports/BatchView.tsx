import { Alert, Button, Group, SegmentedControl, Stack, Table, Text, Title } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { Input, Output } from '../../../src/contract/index.ts';
import { call } from '../../api/client.ts';
import { useCommand, useProcedure } from '../../api/hooks.ts';
import { useCommandHandlers } from '../../commands/keys.ts';
import { InstantText, Stated, Tally, useMoneyWords } from '../../components/figures.tsx';
import type { GridColumn } from '../../components/grid-types.ts';
import { CommandButton } from '../../components/Keys.tsx';
import { LedgerGrid } from '../../components/LedgerGrid.tsx';
import { notice } from '../../components/Notice.tsx';
import { Answer, Empty } from '../../components/states.tsx';
import { bytesText, plural } from '../../format/format.ts';
import { humanize, IMPORT_WORDS } from '../../format/words.ts';
import { ReasonDialog } from '../../forms/ReasonDialog.tsx';
import { mendedText } from './History.tsx';
import classes from './Imports.module.css';

type Batch = Output<'imports.get'>;
type Kind = Input<'imports.changes'>['kind'];
type Change = Output<'imports.changes'>['rows'][number];
type Image = NonNullable<Change['after']>;

const wordOf = (kind: Kind): string => (kind === 'tax_standings' ? 'Tax standings' : IMPORT_WORDS[kind]);

type MoneyWords = ReturnType<typeof useMoneyWords>;

function valueText(name: string, value: Image[string] | undefined, money: MoneyWords): string {
  if (value === null || value === undefined || value === '') return 'blank';
  return name.endsWith('_paisa') ? money(Number(value)) : String(value);
}

/** What a record became, and what it was; of a new one only what it holds. */
function effectText({ action, before, after }: Change, money: MoneyWords): string {
  if (after === null) return action === 'new' ? 'registered as in the file' : '';
  return Object.entries(after)
    .filter(([, value]) => before !== null || value !== null)
    .map(([name, value]) => {
      const was = before === null ? '' : `${valueText(name, before[name], money)} → `;
      return `${humanize(name.replace(/_paisa$/, ''))} ${was}${valueText(name, value, money)}`;
    })
    .join('; ');
}

function Effect({ change }: { readonly change: Change }): ReactNode {
  const text = effectText(change, useMoneyWords());
  return (
    <span title={text}>
      <Stated>{text}</Stated>
    </span>
  );
}

const COLUMNS: readonly GridColumn<Change>[] = [
  { id: 'record', header: 'Record', width: 200, grow: 60, isRowHeader: true, cell: (change) => <span title={change.record}>{change.record}</span> },
  { id: 'action', header: 'Act', width: 90, grow: 0, cell: (change) => change.action },
  { id: 'place', header: 'From', width: 170, grow: 30, cell: (change) => (change.file === null ? '' : `${change.file}, row ${change.row ?? ''}`) },
  { id: 'effect', header: 'What it changed', width: 320, grow: 300, cell: (change) => <Effect change={change} /> },
];

function Changes({ batch }: { readonly batch: Batch }): ReactNode {
  const kinds: readonly Kind[] = [
    ...(Object.entries(batch.counts) as [keyof typeof IMPORT_WORDS, { new: number; changed: number }][]).flatMap(([kind, of]) =>
      of.new + of.changed > 0 ? [kind] : [],
    ),
    ...('partners' in batch.counts ? (['tax_standings'] as const) : []),
  ];
  const [chosen, setChosen] = useState<Kind | null>(null);
  const kind = chosen ?? kinds[0] ?? 'billing';
  const query = useInfiniteQuery({
    queryKey: ['imports.changes', { import: batch.id, kind, reverted: batch.reverted !== null }],
    queryFn: ({ pageParam }) => call('imports.changes', { import: batch.id, kind, ...(pageParam === null ? {} : { after: pageParam }) }),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
  const rows = query.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <>
      {kinds.length > 1 && (
        <Group px="md" py={6}>
          <SegmentedControl
            size="xs"
            aria-label="Kind of record"
            value={kind}
            onChange={(value) => setChosen(kinds.find((one) => one === value) ?? null)}
            data={kinds.map((one) => ({ value: one, label: wordOf(one) }))}
          />
        </Group>
      )}
      <LedgerGrid
        label={`${wordOf(kind)} of the import`}
        columns={COLUMNS}
        rows={rows}
        rowId={(change) => `${change.record} ${change.row ?? ''} ${change.file ?? ''}`}
        hasMore={query.hasNextPage}
        onLoadMore={() => void query.fetchNextPage()}
        isLoading={query.isLoading}
        error={query.error}
        onRetry={() => void query.refetch()}
        empty={<Empty kind="done" title="Nothing of this kind was brought or changed" />}
      />
    </>
  );
}

function Edits({ edits }: { readonly edits: Batch['edits'] }): ReactNode {
  return (
    <details className={classes.edits}>
      <summary>What was mended in the files</summary>
      <Table maw={900}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>File</Table.Th>
            <Table.Th ta="right">Row</Table.Th>
            <Table.Th>Column</Table.Th>
            <Table.Th>In the file</Table.Th>
            <Table.Th>Taken as</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {edits.map((edit) => (
            <Table.Tr key={`${edit.file} ${edit.sheet} ${edit.row} ${edit.column ?? ''}`}>
              <Table.Td>{edit.sheet === '' ? edit.file : `${edit.file} › ${edit.sheet}`}</Table.Td>
              <Table.Td ta="right">
                <Tally value={edit.row} />
              </Table.Td>
              <Table.Td>{edit.column ?? 'the whole row'}</Table.Td>
              <Table.Td>
                <Stated>{edit.from === '' ? 'blank' : edit.from}</Stated>
              </Table.Td>
              <Table.Td>
                <Stated>{edit.column === null ? 'left out' : edit.to === '' ? 'blank' : edit.to}</Stated>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </details>
  );
}

const FIRST = 2;

/** What keeps the import: the first reasons at once, the others on asking. */
function Dependents({ sentences }: { readonly sentences: readonly string[] }): ReactNode {
  if (sentences.length === 0) return null;
  return (
    <div className={classes.dependents}>
      <Text size="sm">Cannot be taken back any more: {sentences.slice(0, FIRST).join('; ')}.</Text>
      {sentences.length > FIRST && (
        <details>
          <summary>Everything that depends on it</summary>
          <ul>
            {sentences.slice(FIRST).map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

function Facts({ batch }: { readonly batch: Batch }): ReactNode {
  return (
    <Stack gap={4} px="md" pb="sm">
      <Text>
        Taken by {batch.actor} on <InstantText at={batch.importedAt} />
        {batch.corrected + batch.leftOut > 0 && <>; {mendedText(batch)}</>}
      </Text>
      {batch.files.map((file) => (
        <Text key={file.sha256} size="xs" c="dimmed">
          {file.name}, {bytesText(file.bytes)}, SHA-256 <span className={classes.hash}>{file.sha256}</span>
        </Text>
      ))}
      {batch.reverted !== null && (
        <Alert color="gray" p="xs" mt={4}>
          Taken back by {batch.reverted.by} on <InstantText at={batch.reverted.at} />: {batch.reverted.reason}
        </Alert>
      )}
      <Dependents sentences={batch.dependents} />
    </Stack>
  );
}

function whyNotBack(batch: Batch | undefined): string | null {
  if (batch === undefined) return 'Still loading';
  if (batch.reverted !== null) return 'It was taken back already';
  if (!batch.isReversible) return 'Typed on a screen, or taken before imports kept what they change';
  return batch.dependents[0] === undefined ? null : `Something depends on it: ${batch.dependents[0]}`;
}

/** One batch: who took which files, what was mended, every row it brought or changed, and its taking back. */
export function BatchView({ id, onBack }: { readonly id: number; readonly onBack: () => void }): ReactNode {
  const query = useProcedure('imports.get', { import: id });
  const revert = useCommand('imports.revert');
  const [asking, setAsking] = useState(false);
  const why = whyNotBack(query.data);
  useCommandHandlers({ 'imports.revert': () => why === null && setAsking(true) });
  const takeBack = async (reason: string): Promise<void> => {
    const answer = await revert.run({ import: id, reason });
    if (answer === null) return;
    setAsking(false);
    notice(
      `Import ${id} is taken back: ${plural(answer.lines, 'billing line')} and ${plural(answer.removed, 'record')} gone, ${plural(answer.restored, 'record')} as before`,
    );
  };
  return (
    <div className={classes.fill}>
      <Group px="md" py="xs" gap="xs">
        <Button variant="default" onClick={onBack}>
          Back to the history
        </Button>
        <Title order={2} style={{ flex: 1 }}>
          Import <Tally value={id} />
        </Title>
        <CommandButton command="imports.revert" variant="default" disabledReason={why}>
          Take it back
        </CommandButton>
      </Group>
      <Answer query={query}>
        {(batch) => (
          <>
            <Facts batch={batch} />
            {batch.edits.length > 0 && <Edits edits={batch.edits} />}
            <Changes batch={batch} />
            <ReasonDialog
              opened={asking}
              title={`Take import ${id} back?`}
              note={`What it brought goes, what it changed is as it was before. The files can be imported again. It stays in the history with your reason.`}
              topic="imports.revert"
              confirmLabel="Take it back"
              isDanger
              isRunning={revert.isRunning}
              error={revert.error}
              onConfirm={(reason) => void takeBack(reason)}
              onClose={() => setAsking(false)}
            />
          </>
        )}
      </Answer>
    </div>
  );
}
