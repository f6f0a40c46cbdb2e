import { Button, Table, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { Output } from '../../../src/contract/index.ts';
import { InstantText, Tally } from '../../components/figures.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { bytesText, instantText, plural } from '../../format/format.ts';
import { BACKUP_WORDS } from '../../format/words.ts';

type Backup = Output<'files.backups'>[number];

const SHOWN = 12;

function Row({ backup, onRestore, isOff }: { readonly backup: Backup; readonly onRestore: () => void; readonly isOff: boolean }): ReactNode {
  const { counts } = backup;
  const figure = (value: number | undefined): ReactNode => (value === undefined ? '–' : <Tally value={value} />);
  return (
    <Table.Tr>
      <Table.Td>
        <InstantText at={backup.at} />
      </Table.Td>
      <Table.Td>
        {BACKUP_WORDS[backup.reason]}
        {backup.label !== null && <Text c="dimmed"> {backup.label}</Text>}
      </Table.Td>
      <Table.Td>
        <StatusBadge area="backup" status={backup.isChecked ? 'checked' : 'unchecked'} />
      </Table.Td>
      <Table.Td ta="right">{figure(counts?.partners)}</Table.Td>
      <Table.Td ta="right">{figure(counts?.deals)}</Table.Td>
      <Table.Td ta="right">{figure(counts?.billingLines)}</Table.Td>
      <Table.Td ta="right">{figure(counts?.accrualLines)}</Table.Td>
      <Table.Td ta="right">{bytesText(backup.bytes)}</Table.Td>
      <Table.Td ta="right">
        <Button
          variant="default"
          disabled={isOff}
          onClick={onRestore}
          aria-label={`Restore the backup of ${instantText(backup.at)}, ${BACKUP_WORDS[backup.reason]}`}
        >
          Restore…
        </Button>
      </Table.Td>
    </Table.Tr>
  );
}

/** Backups of the file, newest first; every one can be put in its place. */
export function BackupTable({
  backups,
  isOff,
  onRestore,
}: {
  readonly backups: readonly Backup[];
  readonly isOff: boolean;
  readonly onRestore: (backup: Backup) => void;
}): ReactNode {
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? backups : backups.slice(0, SHOWN);
  return (
    <>
      <Table maw={1240} aria-label="Backups">
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={150}>When</Table.Th>
            <Table.Th>Why</Table.Th>
            <Table.Th w={120}>State</Table.Th>
            <Table.Th w={84} ta="right">
              Partners
            </Table.Th>
            <Table.Th w={84} ta="right">
              Deals
            </Table.Th>
            <Table.Th w={108} ta="right">
              Billing lines
            </Table.Th>
            <Table.Th w={108} ta="right">
              Posted lines
            </Table.Th>
            <Table.Th w={84} ta="right">
              Size
            </Table.Th>
            <Table.Th w={110} />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {shown.map((backup) => (
            <Row key={backup.name} backup={backup} isOff={isOff} onRestore={() => onRestore(backup)} />
          ))}
        </Table.Tbody>
      </Table>
      {backups.length > shown.length && (
        <Button variant="subtle" mt="xs" onClick={() => setWhole(true)}>
          Show {plural(backups.length - shown.length, 'older one', 'older ones')}
        </Button>
      )}
    </>
  );
}
