import { ActionIcon, Button, Group, Stack, Table, Text } from '@mantine/core';
import { IconFileUpload, IconX } from '@tabler/icons-react';
import { type DragEvent, type ReactNode, useRef, useState } from 'react';
import { useCommandHandlers } from '../../commands/keys.ts';
import { bytesText } from '../../format/format.ts';
import { IMPORT_WORDS } from '../../format/words.ts';
import type { ChosenFile } from '../../forms/import-files.ts';
import classes from './Imports.module.css';

export interface ChooseStepProps {
  readonly files: readonly ChosenFile[];
  readonly onAdd: (files: readonly File[]) => void;
  readonly onRemove: (id: string) => void;
}

function FileTable({ files, onRemove }: Pick<ChooseStepProps, 'files' | 'onRemove'>): ReactNode {
  return (
    <Table maw={760}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>File</Table.Th>
          <Table.Th>Holds</Table.Th>
          <Table.Th ta="right">Size</Table.Th>
          <Table.Th w={44} aria-label="Remove" />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {files.map((file) => (
          <Table.Tr key={file.id}>
            <Table.Td>{file.name}</Table.Td>
            <Table.Td>
              {file.isWorkbook ? 'a workbook, a sheet per kind' : file.kind === undefined ? 'to be said in the next step' : IMPORT_WORDS[file.kind]}
            </Table.Td>
            <Table.Td ta="right">{bytesText(file.bytes)}</Table.Td>
            <Table.Td>
              <ActionIcon aria-label={`Remove ${file.name}`} onClick={() => onRemove(file.id)} size="sm">
                <IconX size={14} />
              </ActionIcon>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

export function ChooseStep({ files, onAdd, onRemove }: ChooseStepProps): ReactNode {
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const choose = (): void => input.current?.click();
  useCommandHandlers({ 'imports.choose': choose });
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    onAdd([...event.dataTransfer.files]);
  };
  return (
    <Stack gap="md">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is an extra; the button inside does the same */}
      <div
        className={classes.drop}
        data-over={isOver || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
      >
        <IconFileUpload size={32} stroke={1.4} aria-hidden />
        <Text fw={600}>Drop files here</Text>
        <Text c="dimmed">CSV files named after what they hold (billing.csv, deals.csv, partners.csv …), or one XLSX workbook with a sheet per kind</Text>
        <Group gap="xs" mt={4}>
          <Button variant={files.length === 0 ? 'filled' : 'default'} onClick={choose} title="Ctrl+O">
            Choose files
          </Button>
        </Group>
        <input
          ref={input}
          type="file"
          multiple
          hidden
          accept=".csv,.txt,.tsv,.xlsx"
          aria-label="Files to import"
          onChange={(event) => {
            onAdd([...(event.currentTarget.files ?? [])]);
            event.currentTarget.value = '';
          }}
        />
      </div>
      {files.length > 0 && <FileTable files={files} onRemove={onRemove} />}
    </Stack>
  );
}
