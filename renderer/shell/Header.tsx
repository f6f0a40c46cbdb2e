import { ActionIcon, Badge, Menu, Tooltip, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { IconAdjustments, IconEye, IconEyeOff, IconKeyboard, IconLayoutSidebar } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useProcedure } from '../api/hooks.ts';
import { runCommand } from '../commands/keys.ts';
import { PaletteHint } from '../commands/Palette.tsx';
import { openPalette } from '../commands/palette-store.ts';
import { changeSettings, useSettings } from '../settings/settings.ts';
import { JobTray } from './JobTray.tsx';
import { PeriodPicker } from './PeriodPicker.tsx';
import classes from './Shell.module.css';

const SCHEMES = [
  { value: 'light', word: 'Light' },
  { value: 'dark', word: 'Dark' },
  { value: 'auto', word: 'As the system' },
] as const;

/** The last part of a path, without its ending: the company as its owner named it. */
export function fileName(path: string): string {
  const name = path.split(/[\\/]/).at(-1) ?? path;
  return name.replace(/\.(pdesk|partnerdesk|db|sqlite)$/i, '');
}

function Mark({ on }: { readonly on: boolean }): ReactNode {
  return <span className={classes.mark}>{on ? '✓' : ''}</span>;
}

function ViewMenu(): ReactNode {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const settings = useSettings();
  return (
    <Menu position="bottom-end" width={230}>
      <Menu.Target>
        <Tooltip label="Colours, rows, digits">
          <ActionIcon aria-label="View settings">
            <IconAdjustments size={18} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Colours</Menu.Label>
        {SCHEMES.map(({ value, word }) => (
          <Menu.Item key={value} onClick={() => setColorScheme(value)} leftSection={<Mark on={colorScheme === value} />}>
            {word}
          </Menu.Item>
        ))}
        <Menu.Label>Rows</Menu.Label>
        {(['normal', 'compact'] as const).map((density) => (
          <Menu.Item key={density} onClick={() => changeSettings({ density })} leftSection={<Mark on={settings.density === density} />}>
            {density === 'normal' ? 'Normal' : 'Compact'}
          </Menu.Item>
        ))}
        <Menu.Label>Digits</Menu.Label>
        <Menu.Item onClick={() => changeSettings({ grouping: 'thousands' })} leftSection={<Mark on={settings.grouping === 'thousands'} />}>
          1,234,567.00
        </Menu.Item>
        <Menu.Item onClick={() => changeSettings({ grouping: 'lakh' })} leftSection={<Mark on={settings.grouping === 'lakh'} />}>
          12,34,567.00
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

export function Header(): ReactNode {
  const info = useProcedure('system.info', {});
  const { hideAmounts } = useSettings();
  return (
    <header className={classes.header} data-pane>
      <Tooltip label="Fold or unfold the rail (Ctrl+B)">
        <ActionIcon aria-label="Fold or unfold the rail" onClick={() => runCommand('view.rail')}>
          <IconLayoutSidebar size={18} />
        </ActionIcon>
      </Tooltip>
      <div className={classes.company}>
        <span className={classes.companyName} title={info.data?.path}>
          {info.data === undefined ? 'Partnerdesk' : fileName(info.data.path)}
        </span>
        {info.data?.isSample === true && (
          <Badge size="sm" variant="light" color="yellow" radius="sm" className={classes.sample}>
            Sample
          </Badge>
        )}
      </div>
      <PeriodPicker />
      <UnstyledButton className={classes.search} onClick={openPalette}>
        <PaletteHint />
      </UnstyledButton>
      <div className={classes.tools}>
        <JobTray />
        <Tooltip label={`${hideAmounts ? 'Show' : 'Hide'} amounts (Ctrl+Shift+H)`}>
          <ActionIcon
            aria-label="Hide amounts"
            aria-pressed={hideAmounts}
            onClick={() => runCommand('view.hideAmounts')}
            {...(hideAmounts ? { variant: 'filled', color: 'orange.9' } : {})}
          >
            {hideAmounts ? <IconEyeOff size={18} /> : <IconEye size={18} />}
          </ActionIcon>
        </Tooltip>
        <Tooltip label="Keyboard shortcuts (?)">
          <ActionIcon aria-label="Keyboard shortcuts" onClick={() => runCommand('view.shortcuts')}>
            <IconKeyboard size={18} />
          </ActionIcon>
        </Tooltip>
        <ViewMenu />
      </div>
    </header>
  );
}
