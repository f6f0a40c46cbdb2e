import { Button, Group, Modal, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { type BadRow, cellKey, cellOf, type Mending, withCell } from '../../forms/import-mending.ts';

/** Every cell of a row that the file or a finding names, to correct what no single cell tells: a repeated number, a missing column. */
export function RowEditor({
  row,
  mending,
  onMend,
  onClose,
}: {
  readonly row: BadRow;
  readonly mending: Mending;
  readonly onMend: (mending: Mending) => void;
  readonly onClose: () => void;
}): ReactNode {
  const own = (row.table?.columns ?? []).filter((column) => column !== null);
  const columns = [...own, ...new Set(row.findings.map(({ column }) => column).filter((column) => column !== '' && !own.includes(column)))];
  const first = columns.find((column) => row.findings.some((finding) => finding.column === column)) ?? columns[0];
  const [values, setValues] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(columns.map((column) => [column, mending.cells.get(cellKey(row.file, row.row, column)) ?? cellOf(row, column)])),
  );
  const save = (): void => {
    onMend(columns.reduce((so, column) => withCell(so, cellKey(row.file, row.row, column), values[column] ?? '', cellOf(row, column)), mending));
    onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      size={640}
      title={
        <Text fw={600}>
          {row.file}, row {row.row}
        </Text>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <Stack gap="sm">
          {row.findings.map(({ column, code, message }) => (
            <Text key={`${column} ${code}`} size="sm" c="var(--pd-bad)">
              {message}
            </Text>
          ))}
          <SimpleGrid cols={2} spacing="sm" verticalSpacing="xs">
            {columns.map((column) => (
              <TextInput
                key={column}
                label={column}
                value={values[column] ?? ''}
                {...(column === first ? { 'data-autofocus': true } : {})}
                onChange={(event) => {
                  const { value } = event.currentTarget;
                  setValues((before) => ({ ...before, [column]: value }));
                }}
              />
            ))}
          </SimpleGrid>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Leave it
            </Button>
            <Button type="submit">Keep the corrections</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
