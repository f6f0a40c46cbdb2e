import { Group, Modal, Stack, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useCommand, useProcedure } from '../../api/hooks.ts';
import { useCommandHandlers } from '../../commands/keys.ts';
import { CommandButton } from '../../components/Keys.tsx';
import { notice } from '../../components/Notice.tsx';
import { saveDocument } from '../../components/save.ts';
import { ErrorPanel } from '../../components/states.tsx';
import { useSettings } from '../../settings/settings.ts';
import { ReissueForm } from './ReissueForm.tsx';

interface Paper {
  readonly quarter: string;
  readonly partner: string;
}

/** A statement as paper: to save, and to issue again once it was issued. */
export function PaperActions({ quarter, partner }: Paper): ReactNode {
  const { grouping } = useSettings();
  const [isAsking, setAsking] = useState(false);
  const list = useProcedure('statements.list', { quarter });
  const revision = list.data?.rows.find((row) => row.partner === partner)?.revision ?? 0;
  const pdf = useCommand('statements.pdf');
  const workbook = useCommand('statements.workbook');
  const save = async (document: typeof pdf | typeof workbook): Promise<void> => {
    const file = await document.run({ quarter, partner, grouping });
    if (file !== null) await saveDocument(file);
  };
  useCommandHandlers({
    'statements.pdf': () => void save(pdf),
    'statements.workbook': () => void save(workbook),
    'statements.reissue': () => revision > 0 && setAsking(true),
  });
  const error = pdf.error ?? workbook.error;
  return (
    <Stack gap="xs" mb="sm">
      <Group gap="xs">
        <CommandButton command="statements.pdf" size="xs" variant="default" loading={pdf.isRunning}>
          PDF
        </CommandButton>
        <CommandButton command="statements.workbook" size="xs" variant="default" loading={workbook.isRunning}>
          Workbook
        </CommandButton>
        {revision > 0 && (
          <CommandButton command="statements.reissue" size="xs" variant="default">
            Issue again
          </CommandButton>
        )}
      </Group>
      {error !== null && <ErrorPanel error={error} />}
      <Modal opened={isAsking} onClose={() => setAsking(false)} title={<Text fw={600}>Issue the statement again</Text>} size={480}>
        <ReissueForm
          quarter={quarter}
          partner={partner}
          onDone={(text) => {
            setAsking(false);
            notice(text);
          }}
        />
      </Modal>
    </Stack>
  );
}
