import { Alert, Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconAlertCircle, IconFilePlus, IconFolderOpen, IconSeedling } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { ApiError } from '../api/client.ts';
import { desktop } from '../api/desktop.ts';
import { useCommand, useProcedure } from '../api/hooks.ts';
import { RecentFiles } from '../components/RecentFiles.tsx';
import { ErrorPanel } from '../components/states.tsx';
import { bytesText, instantText } from '../format/format.ts';
import { BACKUP_WORDS } from '../format/words.ts';
import { RestoreDialog, type RestoreSource } from '../pages/data/RestoreDialog.tsx';
import classes from './FirstRun.module.css';

const SHOWN = 5;

function Restores({ onRestore }: { readonly onRestore: (source: RestoreSource) => void }): ReactNode {
  const backups = useProcedure('files.backups', {});
  const shell = desktop();
  const list = backups.data ?? [];
  if (list.length === 0 && shell === null) return null;
  const pick = async (): Promise<void> => {
    const [file] = (await shell?.pickOpen({ extensions: ['pdesk', 'db', 'sqlite'] })) ?? [];
    if (file !== undefined) onRestore({ path: file.path });
  };
  return (
    <section aria-label="Restore a backup">
      <Title order={2} className={classes.heading}>
        Restore a backup
      </Title>
      {list.slice(0, SHOWN).map((backup) => (
        <div key={backup.name} className={classes.row}>
          <span>
            {instantText(backup.at)} <Text span c="dimmed">{`${BACKUP_WORDS[backup.reason]} · ${bytesText(backup.bytes)}`}</Text>
          </span>
          <Button variant="default" onClick={() => onRestore({ name: backup.name })} aria-label={`Restore the backup of ${instantText(backup.at)}`}>
            Restore…
          </Button>
        </div>
      ))}
      {shell !== null && (
        <Button variant="subtle" px={0} onClick={() => void pick()}>
          Choose a backup file…
        </Button>
      )}
    </section>
  );
}

/** Shown while no file is open, or the one that was cannot be: begin a company, look around in the sample, open one from before, restore a backup. */
export function FirstRun({ problem, onOpened }: { readonly problem: ApiError; readonly onOpened: () => void }): ReactNode {
  const command = useCommand('files.create');
  const recents = useProcedure('files.recent', {});
  const [source, setSource] = useState<RestoreSource | null>(null);
  const shell = desktop();
  const isMissing = problem.code === 'DATABASE_MISSING';
  const create = async (what: 'empty' | 'sample'): Promise<void> => {
    if ((await command.run({ what })) !== null) onOpened();
  };
  const openAnother = async (): Promise<void> => {
    if (await shell?.openCompany('open')) onOpened();
  };
  const list = (recents.data ?? []).filter((recent) => recent.state !== 'open');
  return (
    <main className={classes.page} id="content" tabIndex={-1}>
      <Stack gap="lg" w={600} maw="100%">
        <div>
          <Title order={1} className={classes.title}>
            Partnerdesk
          </Title>
          <Text c="dimmed">Partners, commission, reconciliation and payouts of a referral programme, in one file on this computer.</Text>
        </div>
        {!isMissing && (
          <Alert
            color="red"
            variant="light"
            bg="var(--pd-bad-bg)"
            role="alert"
            title="The file cannot be opened"
            icon={<IconAlertCircle size={18} aria-hidden />}
          >
            {problem.message}
          </Alert>
        )}
        <Group gap="sm">
          <Button leftSection={<IconSeedling size={16} />} loading={command.isRunning} onClick={() => void create('sample')}>
            Open the sample programme
          </Button>
          {isMissing && (
            <Button variant="default" leftSection={<IconFilePlus size={16} />} disabled={command.isRunning} onClick={() => void create('empty')}>
              Create a company file
            </Button>
          )}
          {shell !== null && (
            <Button variant="default" leftSection={<IconFolderOpen size={16} />} disabled={command.isRunning} onClick={() => void openAnother()}>
              Open a file…
            </Button>
          )}
        </Group>
        <Text c="dimmed" size="sm" mt={-8}>
          The sample is a whole programme of 200 partners over three years, in a file of its own: nothing of it mixes with real data. Making it takes a few
          seconds.
        </Text>
        {command.error !== null && <ErrorPanel error={command.error} />}
        {list.length > 0 && (
          <section aria-label="Recent files">
            <Title order={2} className={classes.heading}>
              Open one from before
            </Title>
            <RecentFiles recents={list} onOpened={onOpened} />
          </section>
        )}
        <Restores onRestore={setSource} />
      </Stack>
      <RestoreDialog source={source} onClose={() => setSource(null)} onRestored={onOpened} />
    </main>
  );
}
