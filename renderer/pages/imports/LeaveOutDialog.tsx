import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { saveText } from '../../components/save.ts';
import { plural } from '../../format/format.ts';
import { type BadRow, refusedFiles } from '../../forms/import-mending.ts';

/** Only the good rows, by an explicit choice: the bad ones are saved with their reasons and stay out of this import. */
export function LeaveOutDialog({
  rows,
  opened,
  onConfirm,
  onClose,
}: {
  readonly rows: readonly BadRow[];
  readonly opened: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}): ReactNode {
  const files = refusedFiles(rows);
  return (
    <ConfirmDialog
      opened={opened}
      title="Leave the bad rows out?"
      confirmLabel={`Save ${plural(files.length, 'file')}, leave ${plural(rows.length, 'row')} out`}
      consequences={
        <Text>
          {plural(rows.length, 'row')} will not be taken, and this is kept with the import. They are saved as {files.map(({ name }) => name).join(', ')} with a
          column of reasons; mended there, the file can be imported by itself. Then everything is checked again, and nothing is taken yet.
        </Text>
      }
      onConfirm={() => {
        for (const { name, text } of files) void saveText(name, text);
        onConfirm();
      }}
      onClose={onClose}
    />
  );
}
