import { Group, Select, Stack, Table, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { IMPORT_KINDS, type ImportKind } from '../../../src/shared/vocab.ts';
import { IMPORT_WORDS } from '../../format/words.ts';
import { IMPORT_COLUMNS, normalHeader } from '../../forms/import-columns.ts';
import { type ChosenFile, type DateOrder, missingColumns } from '../../forms/import-files.ts';
import classes from './Imports.module.css';

const ORDERS: readonly { value: DateOrder; label: string }[] = [
  { value: 'iso', label: 'Year-month-day (2026-09-30)' },
  { value: 'dmy', label: 'Day-month-year (30/09/2026)' },
  { value: 'mdy', label: 'Month-day-year (09/30/2026)' },
];

const SKIPPED = '__skip';

function HeaderTable({
  file,
  kind,
  onChange,
}: {
  readonly file: ChosenFile;
  readonly kind: ImportKind;
  readonly onChange: (file: ChosenFile) => void;
}): ReactNode {
  const { required, optional } = IMPORT_COLUMNS[kind];
  const known = new Set([...required, ...optional]);
  const choose = (header: string, column: string | null): void => {
    const { [header]: _, ...rest } = file.mapping;
    const own = normalHeader(header);
    // A header that names a column is left out by saying so; any other is skipped by saying nothing.
    const meaning = column === SKIPPED || column === null ? (known.has(own) ? '' : null) : column === own ? null : column;
    onChange({ ...file, isRecalled: false, mapping: meaning === null ? rest : { ...rest, [header]: meaning } });
  };
  return (
    <Table maw={640}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Column of the file</Table.Th>
          <Table.Th w={280}>Means</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {file.headers.map((header) => {
          const own = known.has(normalHeader(header)) ? normalHeader(header) : SKIPPED;
          return (
            <Table.Tr key={header}>
              <Table.Td>{header === '' ? '(without a name)' : header}</Table.Td>
              <Table.Td>
                <Select
                  aria-label={`Meaning of ${header}`}
                  searchable
                  value={file.mapping[header] === '' ? SKIPPED : (file.mapping[header] ?? own)}
                  onChange={(column) => choose(header, column)}
                  allowDeselect={false}
                  data={[
                    { value: SKIPPED, label: 'Skip this column' },
                    ...required.map((column) => ({ value: column, label: `${column} (required)` })),
                    ...optional.map((column) => ({ value: column, label: column })),
                  ]}
                />
              </Table.Td>
            </Table.Tr>
          );
        })}
      </Table.Tbody>
    </Table>
  );
}

function FileMap({ file, onChange }: { readonly file: ChosenFile; readonly onChange: (file: ChosenFile) => void }): ReactNode {
  const missing = missingColumns(file);
  return (
    <section className={classes.map} aria-label={file.name}>
      <Title order={2}>{file.name}</Title>
      <Group align="flex-end" gap="sm" my="xs">
        {!file.isWorkbook && (
          <Select
            label="Holds"
            placeholder="Say what it holds"
            w={200}
            allowDeselect={false}
            value={file.kind ?? null}
            error={file.kind === undefined ? 'The name does not say it' : undefined}
            data={IMPORT_KINDS.map((kind) => ({ value: kind, label: IMPORT_WORDS[kind] }))}
            onChange={(value) => {
              const kind = IMPORT_KINDS.find((one) => one === value);
              onChange({ ...file, kind, mapping: {} });
            }}
          />
        )}
        <Select
          label="Dates are written"
          w={260}
          allowDeselect={false}
          value={file.dateOrder}
          data={ORDERS.map((order) => ({ ...order }))}
          onChange={(value) => onChange({ ...file, dateOrder: ORDERS.find((order) => order.value === value)?.value ?? 'iso' })}
        />
      </Group>
      {file.isWorkbook && <Text c="dimmed">The sheets of a workbook say their kind by name; columns they do not know are reported in the check.</Text>}
      {file.isRecalled === true && (
        <Text c="dimmed" role="status" mb="xs">
          Columns with these headers were mapped so the last time. Change what is different now.
        </Text>
      )}
      {missing.length > 0 && (
        <Text c="var(--pd-warn)" role="status" mb="xs">
          Still without a column: {missing.join(', ')}
        </Text>
      )}
      {!file.isWorkbook && file.kind !== undefined && <HeaderTable file={file} kind={file.kind} onChange={onChange} />}
    </section>
  );
}

/** Says what a file cannot say itself: its kind, the order of its dates, the meaning of its headers. Nothing is guessed silently. */
export function MapStep({ files, onChange }: { readonly files: readonly ChosenFile[]; readonly onChange: (file: ChosenFile) => void }): ReactNode {
  return (
    <Stack gap="lg">
      {files.map((file) => (
        <FileMap key={file.id} file={file} onChange={onChange} />
      ))}
    </Stack>
  );
}
