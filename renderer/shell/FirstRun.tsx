import { Button, Code, Group, Stack, Text, Title } from '@mantine/core';
import { IconFilePlus, IconSeedling } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useCommand } from '../api/hooks.ts';
import classes from './FirstRun.module.css';

/** Shown while no file is open: begin a company's file, or look around in the sample programme. */
export function FirstRun({ onOpened }: { readonly onOpened: () => void }): ReactNode {
  const command = useCommand('files.create');
  const create = async (what: 'empty' | 'sample'): Promise<void> => {
    if ((await command.run({ what })) !== null) onOpened();
  };
  return (
    <main className={classes.page} id="content" tabIndex={-1}>
      <Stack gap="lg" maw={520}>
        <Title order={1}>Partnerdesk</Title>
        <Text>Partners, commission, reconciliation and payouts of a referral programme, in one file on this computer.</Text>
        <Group gap="sm">
          <Button leftSection={<IconSeedling size={16} />} loading={command.isRunning} onClick={() => void create('sample')}>
            Open the sample programme
          </Button>
          <Button variant="default" leftSection={<IconFilePlus size={16} />} disabled={command.isRunning} onClick={() => void create('empty')}>
            Create a company file
          </Button>
        </Group>
        <Text c="dimmed" size="sm">
          The sample is a whole programme of 200 partners over three years, in a file of its own: nothing of it mixes with real data. Making it takes a few
          seconds.
        </Text>
        {command.error !== null && (
          <Text role="alert" c="red">
            {command.error.message} <Code>{command.error.code}</Code>
          </Text>
        )}
      </Stack>
    </main>
  );
}
