import { Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconCircleDashed } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useProcedure } from '../api/hooks.ts';
import { instantText } from '../format/format.ts';
import { useSettings } from '../settings/settings.ts';
import classes from './Shell.module.css';

/** The health light: what was last verified and saved, of which file. */
export function Footer(): ReactNode {
  const info = useProcedure('system.info', {});
  const { hideAmounts } = useSettings();
  const data = info.data;
  if (data === undefined) return <footer className={classes.footer}>{info.error === null ? '' : 'No answer from the host'}</footer>;
  const verify = data.lastVerify;
  const state = verify === null ? 'none' : verify.ok ? 'good' : 'bad';
  const HealthIcon = verify === null ? IconCircleDashed : verify.ok ? IconCircleCheck : IconAlertTriangle;
  return (
    <footer className={classes.footer}>
      <Link to="/verify" className={classes.health} data-state={state}>
        <HealthIcon size={14} aria-hidden />
        {verify === null ? 'Not verified yet' : `${verify.ok ? 'Verified' : 'Verification failed'} ${instantText(verify.at)}`}
      </Link>
      <span className={classes.footItem}>{data.lastBackup === null ? 'No backup yet' : `Backup ${instantText(data.lastBackup.at)}`}</span>
      {hideAmounts && <span className={classes.footItem}>Amounts are hidden</span>}
      <span className={classes.footSpace} />
      <Tooltip label={data.path}>
        <span className={classes.footPath}>{data.path}</span>
      </Tooltip>
      <span className={classes.footItem}>{data.mode === 'solo' ? 'Solo' : `Team · ${data.actor}`}</span>
      <span className={classes.footItem}>v{data.appVersion}</span>
    </footer>
  );
}
