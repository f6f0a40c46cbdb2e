import { List, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Input, Output } from '../../../src/contract/index.ts';
import { useCommand, useProcedure } from '../../api/hooks.ts';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { notice } from '../../components/Notice.tsx';
import { ErrorPanel, Working } from '../../components/states.tsx';
import { instantText, monthLong, plural, quarterShort } from '../../format/format.ts';

export type RestoreSource = Input<'files.restore'>;
type Held = Output<'files.inspect'>;

function nameOf(source: RestoreSource): string {
  return 'name' in source ? source.name : (source.path.split(/[\\/]/).at(-1) ?? source.path);
}

function sinceText(held: Held): string {
  if (held.actsSince === null) return 'It is not an earlier state of the file in use: everything in use is put aside.';
  return held.actsSince === 0
    ? 'It holds the same as the file in use.'
    : `${plural(held.actsSince, 'act')} done since ${held.actsSince === 1 ? 'is' : 'are'} not in it, and ${held.actsSince === 1 ? 'goes' : 'go'} aside with the file in use.`;
}

function Holdings({ held }: { readonly held: Held }): ReactNode {
  const { counts, lastAct, lastClosedMonth, lastPaidQuarter } = held;
  return (
    <>
      <Text>Read whole just now, and sound. It holds:</Text>
      <List size="sm" spacing={2}>
        <List.Item>
          {plural(counts.partners, 'partner')}, {plural(counts.deals, 'deal')}, {plural(counts.billingLines, 'billing line')},{' '}
          {plural(counts.accrualLines, 'posted line')}
        </List.Item>
        <List.Item>
          {lastClosedMonth === null ? 'No month is closed' : `Closed to ${monthLong(lastClosedMonth)}`}
          {lastPaidQuarter === null ? '' : `, paid to ${quarterShort(lastPaidQuarter)}`}
        </List.Item>
        {lastAct !== null && (
          <List.Item>
            Last act: No {lastAct.seq}, {lastAct.procedure} by {lastAct.actor}, {instantText(lastAct.at)}
          </List.Item>
        )}
        {held.isSample && <List.Item>It is the sample programme, not a company</List.Item>}
      </List>
      <Text fw={600}>{sinceText(held)}</Text>
      <Text c="dimmed">The file in use is kept beside it and stands in the list afterwards: restoring that one takes this back.</Text>
    </>
  );
}

/** Says what a backup holds before it takes the place of the file in use. */
export function RestoreDialog({
  source,
  onClose,
  onRestored,
}: {
  readonly source: RestoreSource | null;
  readonly onClose: () => void;
  readonly onRestored?: () => void;
}): ReactNode {
  const inspect = useProcedure('files.inspect', source ?? { name: '-' }, { enabled: source !== null });
  const restore = useCommand('files.restore');
  const run = async (): Promise<void> => {
    if (source === null || inspect.data === undefined) return;
    const done = await restore.run(source);
    if (done === null) return;
    notice(done.kept === null ? 'The backup is the file now.' : `The backup is the file now. What was there is kept as ${done.kept}.`, 'Restored');
    onClose();
    onRestored?.();
  };
  return (
    <ConfirmDialog
      opened={source !== null}
      title={source === null ? '' : `Restore ${nameOf(source)}?`}
      consequences={
        inspect.data !== undefined ? (
          <Holdings held={inspect.data} />
        ) : inspect.error !== null ? (
          <ErrorPanel error={inspect.error} />
        ) : (
          <Working text="Reading the backup" />
        )
      }
      confirmLabel="Restore it"
      isDanger
      isRunning={restore.isRunning}
      error={restore.error}
      onConfirm={() => void run()}
      onClose={onClose}
    />
  );
}
