import { useMantineColorScheme } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { desktop } from '../api/desktop.ts';
import { useChangeEvents, useProcedure } from '../api/hooks.ts';
import { listenForKeys, runCommand, useCommandHandlers } from '../commands/keys.ts';
import { Palette } from '../commands/Palette.tsx';
import { openPalette } from '../commands/palette-store.ts';
import { COMMANDS } from '../commands/registry.ts';
import { ShortcutSheet } from '../commands/ShortcutSheet.tsx';
import { ConflictDialog } from '../components/ConflictDialog.tsx';
import { ProofDrawer } from '../components/ProofDrawer.tsx';
import { closeProof } from '../components/proof-store.ts';
import { changeSettings, getSettings } from '../settings/settings.ts';
import { FirstRun } from './FirstRun.tsx';
import { Footer } from './Footer.tsx';
import { Header } from './Header.tsx';
import { HeldBanner } from './HeldBanner.tsx';
import { HelpDrawer } from './HelpDrawer.tsx';
import { Rail } from './Rail.tsx';
import classes from './Shell.module.css';
import { useMoving } from './useMoving.ts';
import { useUndo } from './useUndo.ts';

function useGlobalCommands(showShortcuts: () => void, showHelp: () => void): void {
  const navigate = useNavigate();
  const { setColorScheme } = useMantineColorScheme();
  const routes = useMemo(
    () =>
      Object.fromEntries(
        COMMANDS.filter((command) => command.to !== undefined).map((command) => [
          command.id,
          () => {
            closeProof();
            void navigate({ to: command.to ?? '/' });
          },
        ]),
      ),
    [navigate],
  );
  useCommandHandlers({
    ...routes,
    'view.palette': openPalette,
    'view.shortcuts': showShortcuts,
    'view.help': showHelp,
    'view.rail': () => changeSettings({ railCollapsed: !getSettings().railCollapsed }),
    'view.hideAmounts': () => changeSettings({ hideAmounts: !getSettings().hideAmounts }),
    'view.letters': () => changeSettings({ letterKeys: !getSettings().letterKeys }),
    'view.density': () => changeSettings({ density: getSettings().density === 'normal' ? 'compact' : 'normal' }),
    'view.grouping': () => changeSettings({ grouping: getSettings().grouping === 'lakh' ? 'thousands' : 'lakh' }),
    'view.light': () => setColorScheme('light'),
    'view.dark': () => setColorScheme('dark'),
    'view.system': () => setColorScheme('auto'),
  });
}

/** Commands of the native menu, and links that were followed from outside: they open a screen, and never act by themselves. */
function useMenuCommands(): void {
  useEffect(
    () =>
      desktop()?.onCommand((command) => {
        if (command.startsWith('route:/')) window.location.hash = command.slice('route:'.length);
        else runCommand(command);
      }),
    [],
  );
}

/** There is no file to show, or it cannot be opened: then another way in is offered. */
const NOT_OPEN: ReadonlySet<string> = new Set(['DATABASE_MISSING', 'DATABASE_CORRUPT', 'DATABASE_FOREIGN', 'DATABASE_NEWER', 'DATABASE_READ_ONLY']);

/** Rail, header, footer; whatever screen is open between them. */
export function Shell(): ReactNode {
  const [isSheetOpen, setSheetOpen] = useState(false);
  const [isHelpOpen, setHelpOpen] = useState(false);
  useGlobalCommands(
    () => setSheetOpen(true),
    () => setHelpOpen(true),
  );
  useChangeEvents();
  useMenuCommands();
  useUndo();
  useMoving();
  useEffect(() => listenForKeys(), []);
  const path = useLocation({ select: (location) => location.pathname });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a proof belongs to the screen it was asked on
  useEffect(() => {
    closeProof();
    setHelpOpen(false);
  }, [path]);
  const client = useQueryClient();
  const info = useProcedure('system.info', {});
  if (info.error !== null && NOT_OPEN.has(info.error.code)) return <FirstRun problem={info.error} onOpened={() => void client.resetQueries()} />;
  return (
    <div className={classes.shell}>
      <button type="button" className={classes.skip} onClick={() => document.getElementById('content')?.focus()}>
        Skip to the content
      </button>
      <Header />
      <HeldBanner />
      <Rail />
      <main className={classes.main} id="content" tabIndex={-1} data-pane>
        <Outlet />
      </main>
      <Footer />
      <Palette />
      <ShortcutSheet opened={isSheetOpen} onClose={() => setSheetOpen(false)} />
      <ProofDrawer />
      <ConflictDialog />
      <HelpDrawer opened={isHelpOpen} onClose={() => setHelpOpen(false)} />
    </div>
  );
}
