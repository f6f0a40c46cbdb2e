import { Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useProcedure } from '../api/hooks.ts';
import { instantText } from '../format/format.ts';
import { useSettings } from '../settings/settings.ts';
import { HealthLight } from './HealthLight.tsx';
import classes from './Shell.module.css';

/** The health light, how old the last backup is, of which file, and who works in it. */
export function Footer(): ReactNode {
  const info = useProcedure('system.info', {});
  const status = useProcedure('files.status', {});
  const { hideAmounts } = useSettings();
  const data = info.data;
  if (data === undefined)
    return (
      <footer className={classes.footer} data-pane>
        {info.error === null ? '' : 'No answer from the host'}
      </footer>
    );
  const backup = status.data?.lastBackup ?? null;
  return (
    <footer className={classes.footer} data-pane>
      <HealthLight info={data} />
      {data.lastVerify !== null && (
        <Link to="/verify" className={classes.footItem}>
          Verified {instantText(data.lastVerify.at)}
        </Link>
      )}
      {backup !== null && (
        <Link to="/file" className={classes.footItem}>
          Backup {instantText(backup.at)}
        </Link>
      )}
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
