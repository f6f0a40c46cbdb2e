import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { type Conflict, closeConflict, useConflict } from '../api/conflicts.ts';
import { instantText } from '../format/format.ts';
import { humanize } from '../format/words.ts';
import { BeforeAfter } from './BeforeAfter.tsx';

/** Who changed what under an act that was refused for it. What was typed stays; the new state is one key away. */
export function ConflictDialog(): ReactNode {
  const conflict = useConflict();
  const client = useQueryClient();
  const [isLoading, setLoading] = useState(false);
  const look = async (): Promise<void> => {
    setLoading(true);
    await client.invalidateQueries().catch(() => undefined); // a query that fails says so on its own screen
    setLoading(false);
    closeConflict(true);
  };
  return (
    <Modal
      opened={conflict !== null}
      onClose={() => closeConflict(false)}
      title={<Text fw={600}>Changed meanwhile</Text>}
      size={560}
      zIndex={500}
      closeOnClickOutside={false}
    >
      {conflict !== null && (
        <Stack gap="sm">
          <What conflict={conflict} />
          <Text>Nothing of yours was saved, and what you typed is kept. Look at the new state, then do it again if it still holds.</Text>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={() => closeConflict(false)}>
              Not now
            </Button>
            <Button data-autofocus loading={isLoading} onClick={() => void look()}>
              Show the new state
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}

function What({ conflict: { record, change } }: { readonly conflict: Conflict }): ReactNode {
  const before = Object.fromEntries(change.fields.map((field) => [field.name, field.before]));
  const after = Object.fromEntries(change.fields.map((field) => [field.name, field.after]));
  return (
    <>
      <Text>
        <strong>{record}</strong> was changed by <strong>{change.actor}</strong> on {instantText(change.at)}: {humanize(change.title)}.
      </Text>
      {change.fields.length > 0 && <BeforeAfter before={before} after={after} />}
    </>
  );
}
