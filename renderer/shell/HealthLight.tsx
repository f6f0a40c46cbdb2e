import { Popover, Text, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconExclamationCircle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { Output } from '../../src/contract/index.ts';
import { useProcedure } from '../api/hooks.ts';
import { InstantText } from '../components/figures.tsx';
import { Ladder } from '../components/Page.tsx';
import { bytesText } from '../format/format.ts';
import { BACKUP_WORDS } from '../format/words.ts';
import { healthCauses } from './health.ts';
import { holderText } from './holder.ts';
import classes from './Shell.module.css';

const ICONS = { good: IconCircleCheck, warn: IconExclamationCircle, bad: IconAlertTriangle } as const;

function Standing({ info, status }: { readonly info: Output<'system.info'>; readonly status: Output<'files.status'> | undefined }): ReactNode {
  const verify = info.lastVerify;
  const backup = status?.lastBackup ?? null;
  return (
    <Ladder
      rows={[
        {
          label: 'Last backup',
          value: backup === null ? 'none' : <InstantText at={backup.at} />,
          note: backup === null ? undefined : BACKUP_WORDS[backup.reason],
        },
        { label: 'Last verified', value: verify === null ? 'never' : <InstantText at={verify.at} /> },
        { label: 'Invariants', value: verify === null ? 'not checked' : verify.ok ? 'hold' : 'broken' },
        { label: 'Held', value: status?.holder ? holderText(status.holder).replace('Held ', '') : 'here' },
        { label: 'Size', value: status?.bytes == null ? '–' : bytesText(status.bytes) },
      ]}
    />
  );
}

/** Whether the file is safe: what was last saved and verified, who holds it; what is wrong comes first, with the screen that shows why. */
export function HealthLight({ info }: { readonly info: Output<'system.info'> }): ReactNode {
  const status = useProcedure('files.status', {});
  const [opened, setOpened] = useState(false);
  const causes = healthCauses({ status: status.data, lastVerify: info.lastVerify });
  const [worst] = causes;
  const health = worst?.health ?? 'good';
  const HealthIcon = ICONS[health];
  return (
    <Popover opened={opened} onChange={setOpened} position="top-start" width={400} shadow="md" trapFocus returnFocus transitionProps={{ duration: 0 }}>
      <Popover.Target>
        <UnstyledButton
          className={classes.health}
          data-state={health}
          aria-label={`Health of the file: ${worst?.text ?? 'good'}`}
          onClick={() => setOpened(!opened)}
        >
          <HealthIcon size={14} aria-hidden />
          <span className={classes.healthText}>{worst?.text ?? 'Verified and backed up'}</span>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        {causes.map((cause) => (
          <Link key={cause.text} to={cause.to} className={classes.cause} data-state={cause.health} onClick={() => setOpened(false)}>
            {cause.text}
          </Link>
        ))}
        <Standing info={info} status={status.data} />
        <Text size="xs" c="dimmed" mt="xs" className={classes.healthPath}>
          {info.path}
        </Text>
        <div className={classes.healthLinks}>
          <Link to="/file" onClick={() => setOpened(false)}>
            File and backups
          </Link>
          <Link to="/verify" onClick={() => setOpened(false)}>
            Verify
          </Link>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
