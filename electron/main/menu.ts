import type { MenuItemConstructorOptions } from 'electron';

export interface MenuDeps {
  readonly isMac: boolean;
  readonly packaged: boolean;
  /** File names, newest first. */
  readonly recent: readonly string[];
  /** Tells the page in front which of its commands was chosen. */
  readonly command: (id: string) => void;
  readonly newCompany: () => void;
  readonly openCompany: () => void;
  readonly openRecent: (position: number) => void;
  readonly revealFile: () => void;
  readonly newWindow: () => void;
  readonly showLogs: () => void;
  readonly checkForUpdates: () => void;
}

type Item = MenuItemConstructorOptions;
const SEPARATOR: Item = { type: 'separator' };

/** Screen groups in the order of the left rail, on Ctrl+1 to Ctrl+9. */
const GROUPS = ['Today', 'Partners', 'Leads', 'Deals', 'Close', 'Payouts', 'Cases', 'Funds', 'Insights'] as const;

/** The menu bar. What the screens do is a command id that their own registry knows; what the system does keeps its role. */
export function menuTemplate(deps: MenuDeps): Item[] {
  const command = (label: string, id: string, accelerator?: string): Item => ({
    label,
    id,
    click: () => deps.command(id),
    ...(accelerator === undefined ? {} : { accelerator }),
  });
  return [
    ...(deps.isMac ? [{ role: 'appMenu' } satisfies Item] : []),
    fileMenu(deps, command),
    { label: '&Edit', submenu: editItems(command) },
    { label: '&View', submenu: viewItems(deps, command) },
    { label: '&Go', submenu: GROUPS.map((name, index) => command(name, `go:${name.toLowerCase()}`, `CmdOrCtrl+${index + 1}`)) },
    {
      label: '&Tools',
      submenu: [
        command('Command palette', 'palette', 'CmdOrCtrl+K'),
        SEPARATOR,
        command('Import files…', 'go:import'),
        command('Verify all figures', 'file:verify'),
        command('Back up now', 'file:backup'),
        SEPARATOR,
        command('Settings', 'go:setup', 'CmdOrCtrl+,'),
      ],
    },
    { label: '&Window', submenu: [{ label: 'New window', accelerator: 'CmdOrCtrl+Shift+N', click: deps.newWindow }, { role: 'minimize' }, { role: 'close' }] },
    {
      label: '&Help',
      role: 'help',
      submenu: [
        command('Keyboard shortcuts', 'shortcuts', 'F1'),
        command('Rules in force', 'go:rules'),
        SEPARATOR,
        { label: 'Show log folder', click: deps.showLogs },
        { label: 'Check for updates…', click: deps.checkForUpdates },
        ...(deps.isMac ? [] : [{ role: 'about' } satisfies Item]),
      ],
    },
  ];
}

type Command = (label: string, id: string, accelerator?: string) => Item;

function fileMenu(deps: MenuDeps, command: Command): Item {
  const recent: Item[] = deps.recent.map((name, position) => ({ label: name.replaceAll('&', '&&'), click: () => deps.openRecent(position) }));
  return {
    label: '&File',
    submenu: [
      { label: 'New company file…', click: deps.newCompany },
      { label: 'Open…', accelerator: 'CmdOrCtrl+O', click: deps.openCompany },
      { label: 'Open recent', submenu: recent, enabled: recent.length > 0 },
      SEPARATOR,
      command('Save a copy…', 'file:copy', 'CmdOrCtrl+Shift+S'),
      { label: 'Show in folder', click: deps.revealFile },
      SEPARATOR,
      command('Export…', 'export', 'CmdOrCtrl+E'),
      command('Print…', 'print', 'CmdOrCtrl+P'),
      SEPARATOR,
      { role: deps.isMac ? 'close' : 'quit' },
    ],
  };
}

function editItems(command: Command): Item[] {
  return [
    { role: 'undo' },
    { role: 'redo' },
    SEPARATOR,
    { role: 'cut' },
    { role: 'copy' },
    { role: 'paste' },
    { role: 'selectAll' },
    SEPARATOR,
    command('Find', 'find', 'CmdOrCtrl+F'),
  ];
}

function viewItems(deps: MenuDeps, command: Command): Item[] {
  return [
    command('Side bar', 'rail', 'CmdOrCtrl+B'),
    SEPARATOR,
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { role: 'togglefullscreen' },
    ...(deps.packaged ? [] : [SEPARATOR, { role: 'reload' } satisfies Item, { role: 'toggleDevTools' } satisfies Item]),
  ];
}
