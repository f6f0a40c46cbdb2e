import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useCommand } from '../../api/hooks.ts';
import { ErrorPanel } from '../../components/states.tsx';

interface Props {
  readonly quarter: string;
  readonly partner: string;
  readonly onDone: (text: string) => void;
}

/** Asks why a statement is issued again; the reason stands on it. */
export function ReissueForm({ quarter, partner, onDone }: Props): ReactNode {
  const [reason, setReason] = useState('');
  const reissue = useCommand('statements.reissue');
  const send = async (): Promise<void> => {
    const answer = await reissue.run({ quarter, partner, reason });
    if (answer === null) return;
    const changed = answer.changed.length === 0 ? 'nothing changed' : `changed: ${answer.changed.join(', ')}`;
    onDone(`${answer.number} is issued again as revision ${answer.revision}; ${changed}.`);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <Stack gap="sm">
        <Text>The figures stay as approved. Names, numbers and accounts become those of today, and what changed is marked on the page.</Text>
        <Textarea
          label="Why it is issued again"
          required
          minRows={2}
          autosize
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          data-autofocus
        />
        {reissue.error !== null && <ErrorPanel error={reissue.error} />}
        <Group justify="flex-end">
          <Button type="submit" disabled={reason.trim().length < 3} loading={reissue.isRunning}>
            Issue again
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
