import { Alert, Button, Switch, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { Output } from '../../../src/contract/index.ts';
import { desktop } from '../../api/desktop.ts';
import { useCommand, useProcedure } from '../../api/hooks.ts';
import { useCommandHandlers } from '../../commands/keys.ts';
import { InstantText } from '../../components/figures.tsx';
import { CommandButton } from '../../components/Keys.tsx';
import { notice } from '../../components/Notice.tsx';
import { Facts, Page, Section } from '../../components/Page.tsx';
import { RecentFiles } from '../../components/RecentFiles.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { Answer, Empty, ErrorPanel } from '../../components/states.tsx';
import { bytesText, instantText, plural } from '../../format/format.ts';
import { holderText } from '../../shell/holder.ts';
import { BackupTable } from './BackupTable.tsx';
import classes from './Data.module.css';
import { RestoreDialog, type RestoreSource } from './RestoreDialog.tsx';
import { SaveCopyDialog } from './SaveCopyDialog.tsx';

type Status = Output<'files.status'>;
type Info = Output<'system.info'>;

function Warnings({ status }: { readonly status: Status }): ReactNode {
  const warnings = [
    status.backupFailure === null ? null : `The backup of ${instantText(status.backupFailure.at)} failed. ${status.backupFailure.message}`,
    status.placeWarning,
  ].filter((text) => text !== null);
  return warnings.map((text) => (
    <Alert key={text} color="orange" variant="light" bg="var(--pd-warn-bg)" icon={<IconAlertTriangle size={18} aria-hidden />} maw={860} mb="sm" role="alert">
      {text}
    </Alert>
  ));
}

function Standing({ status, info }: { readonly status: Status; readonly info: Info | undefined }): ReactNode {
  const verify = info?.lastVerify ?? null;
  return (
    <Facts
      columns={6}
      facts={[
        { label: 'Size', value: status.bytes === null ? '–' : bytesText(status.bytes) },
        { label: 'Schema', value: info === undefined ? '–' : `version ${info.schemaVersion}` },
        { label: 'Held', value: status.holder === null ? 'here, for changes' : holderText(status.holder).replace('Held ', '') },
        { label: 'Last backup', value: status.lastBackup === null ? 'none yet' : <InstantText at={status.lastBackup.at} /> },
        {
          label: 'Last verified',
          value: <Link to="/verify">{verify === null ? 'never; verify it' : instantText(verify.at)}</Link>,
        },
        { label: 'Invariants', value: verify === null ? '–' : <StatusBadge area="check" status={verify.ok ? 'ok' : 'failed'} /> },
      ]}
    />
  );
}

/** The backups of the file, and how they come about by themselves. */
function Backups({ status, onRestore }: { readonly status: Status | undefined; readonly onRestore: (source: RestoreSource) => void }): ReactNode {
  const backups = useProcedure('files.backups', {});
  const settings = useCommand('files.settings');
  const shell = desktop();
  const pick = async (): Promise<void> => {
    const [file] = (await shell?.pickOpen({ extensions: ['pdesk', 'db', 'sqlite'] })) ?? [];
    if (file !== undefined) onRestore({ path: file.path });
  };
  return (
    <Section
      title="Backups"
      note={backups.data === undefined ? undefined : `${plural(backups.data.length, 'backup')} in ${status?.backupFolder ?? ''}`}
      actions={
        <>
          {shell !== null && (
            <Button variant="subtle" onClick={() => void pick()}>
              Restore from a file…
            </Button>
          )}
          <Switch
            label="Back up by itself"
            checked={status?.automaticBackups ?? false}
            onChange={(event) => void settings.run({ automaticBackups: event.currentTarget.checked })}
          />
        </>
      }
    >
      <Text c="dimmed" mb="xs" maw={860}>
        By itself when the file is opened, every 15 minutes with changes, and before each close, payout step and import. Kept are all of today, then one for
        each of 7 days, 8 weeks and 12 months; yours stay until you delete them.
      </Text>
      <Answer query={backups}>
        {(list) =>
          list.length === 0 ? (
            <Empty kind="first" title="No backup yet" description="Back up now, or leave it to the next change." />
          ) : (
            <BackupTable backups={list} isOff={status?.state === 'read_only'} onRestore={(backup) => onRestore({ name: backup.name })} />
          )
        }
      </Answer>
    </Section>
  );
}

function OtherFiles(): ReactNode {
  const client = useQueryClient();
  const recents = useProcedure('files.recent', {});
  const shell = desktop();
  const another =
    shell === null ? undefined : (
      <Button variant="subtle" onClick={() => void shell.openCompany('open')}>
        Open another…
      </Button>
    );
  return (
    <Section title="Recent files" actions={another}>
      <Answer query={recents}>{(list) => <RecentFiles recents={list} onOpened={() => void client.resetQueries()} />}</Answer>
    </Section>
  );
}

/** The file as a company: where it lies and how it stands, its backups, and other files. */
export function FilePage(): ReactNode {
  const info = useProcedure('system.info', {});
  const status = useProcedure('files.status', {});
  const backUp = useCommand('files.backup');
  const save = useCommand('files.saveCopy');
  const [source, setSource] = useState<RestoreSource | null>(null);
  const [isSaving, setSaving] = useState(false);
  const runBackup = async (): Promise<void> => {
    const made = await backUp.run({});
    if (made !== null) notice(made.name, 'Backed up and checked');
  };
  const saveCopy = async (): Promise<void> => {
    if (desktop() === null) return setSaving(true);
    const done = await save.run({});
    if (done?.saved !== undefined && done.saved !== null) notice(`The copy is ${done.saved}`, 'Saved');
  };
  useCommandHandlers({ 'file.backup': () => void runBackup(), 'file.saveCopy': () => void saveCopy() });
  const path = status.data?.path ?? '';
  const copyName = `${(path.split(/[\\/]/).at(-1) ?? '').replace(/\.[^.]*$/, '')} copy`;
  return (
    <Page
      title="File"
      subtitle={path}
      actions={
        <>
          <CommandButton command="file.saveCopy" variant="default" loading={save.isRunning}>
            Save a copy…
          </CommandButton>
          <CommandButton command="file.backup" loading={backUp.isRunning}>
            Back up now
          </CommandButton>
        </>
      }
    >
      <div className={classes.measure}>
        {status.data !== undefined && <Warnings status={status.data} />}
        {status.data !== undefined && <Standing status={status.data} info={info.data} />}
        {backUp.error !== null && <ErrorPanel error={backUp.error} title="The backup was not made" />}
        {save.error !== null && <ErrorPanel error={save.error} title="The copy was not saved" />}
        <Backups status={status.data} onRestore={setSource} />
        <OtherFiles />
      </div>
      <RestoreDialog source={source} onClose={() => setSource(null)} />
      <SaveCopyDialog opened={isSaving} suggested={copyName} onClose={() => setSaving(false)} />
    </Page>
  );
}
