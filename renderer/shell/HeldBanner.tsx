import { Button, Text } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useCommand, useProcedure } from '../api/hooks.ts';
import { ConfirmDialog } from '../components/ConfirmDialog.tsx';
import { notice } from '../components/Notice.tsx';
import { instantText } from '../format/format.ts';
import { holderText } from './holder.ts';
import classes from './Shell.module.css';

/** Over every screen while another process holds the file: who, and how to take it. */
export function HeldBanner(): ReactNode {
  const status = useProcedure('files.status', {});
  const takeOver = useCommand('files.takeOver');
  const [isAsking, setAsking] = useState(false);
  const holder = status.data?.holder ?? null;
  if (holder === null) return null;
  const take = async (): Promise<void> => {
    if ((await takeOver.run({})) === null) return;
    setAsking(false);
    notice('The file is held here. The other one only reads.');
  };
  return (
    <div className={classes.banner} role="status">
      <IconEye size={16} aria-hidden />
      <span className={classes.bannerText}>
        <strong>{holderText(holder)}.</strong>{' '}
        {holder.isSilent
          ? `No sign of life since ${instantText(holder.beatAt).slice(-5)}: it may be gone.`
          : 'Everything can be looked at here; changes are made there.'}
      </span>
      <Button variant={holder.isSilent ? 'filled' : 'default'} onClick={() => setAsking(true)}>
        Take over…
      </Button>
      <ConfirmDialog
        opened={isAsking}
        title={`Take the file from ${holder.user} on ${holder.machine}?`}
        consequences={
          <Text>
            {holder.isSilent
              ? 'It gave no sign of life for a while. If it still runs, it only reads from then on and says so.'
              : `${holder.user} may be in the middle of work: ask first. That ${holder.door} then only reads and says so; what was saved there stays, what was only typed cannot be saved there.`}
          </Text>
        }
        confirmLabel="Take over"
        isRunning={takeOver.isRunning}
        error={takeOver.error}
        onConfirm={() => void take()}
        onClose={() => setAsking(false)}
      />
    </div>
  );
}
