import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { useCommand } from '../../api/hooks.ts';
import { notice } from '../../components/Notice.tsx';
import { ErrorPanel } from '../../components/states.tsx';

/** In a browser a copy goes beside the file, under a name; a window asks in a dialog of the system instead. */
export function SaveCopyDialog({
  opened,
  suggested,
  onClose,
}: {
  readonly opened: boolean;
  readonly suggested: string;
  readonly onClose: () => void;
}): ReactNode {
  const save = useCommand('files.saveCopy');
  const [name, setName] = useState(suggested);
  const { reset } = save;
  useEffect(() => {
    if (!opened) return;
    setName(suggested);
    reset();
  }, [opened, suggested, reset]);
  const run = async (): Promise<void> => {
    const done = await save.run({ name });
    if (done?.saved === undefined || done.saved === null) return;
    notice(`The copy is ${done.saved}`, 'Saved');
    onClose();
  };
  return (
    <Modal opened={opened} onClose={onClose} title={<Text fw={600}>Save a copy</Text>} size={480}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== '' && !save.isRunning) void run();
        }}
      >
        <Stack gap="sm">
          <TextInput
            label="Name of the copy"
            description="It is written beside the file in use and checked; nothing is written over."
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            data-autofocus
          />
          {save.error !== null && <ErrorPanel error={save.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Leave it
            </Button>
            <Button type="submit" disabled={name.trim() === ''} loading={save.isRunning}>
              Save the copy
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
