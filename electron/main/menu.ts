import type { MenuItemConstructorOptions } from 'electron';
import { COMMANDS, type Command } from '../../src/contract/commands.ts';

export interface MenuDeps {
  readonly isMac: boolean;
  readonly packaged: boolean;
  /** File names, newest first. */
  readonly recent: readonly string[];
  /** Tells the page in front which of its commands was chosen. */
  readonly command: (id: string) => void;
  readonly newCompany: () => void;
  readonly openCompany: () => void;
  readonly openSample: () => void;
  readonly openRecent: (position: number) => void;
  readonly saveCopy: () => void;
  readonly backUp: () => void;
  readonly revealFile: () => void;
  readonly newWindow: () => void;
  readonly showLogs: () => void;
  readonly checkForUpdates: () => void;
}

type Item = MenuItemConstructorOptions;
const SEPARATOR: Item = { type: 'separator' };

/** `Ctrl+Shift+H` as Electron writes it; the page itself answers the key, the menu only shows it. */
function acceleratorOf(command: Command): string | undefined {
  const keys = command.keys.find((one) => one.includes('+') || /^F\d+$/.test(one));
  return keys?.replace('Ctrl', 'CmdOrCtrl').replace('Arrow', '');
}

/** What belongs to the whole application, in the menu that its group names. */
const globals = (group: Command['group']): readonly Command[] => COMMANDS.filter((command) => command.scope === 'global' && command.group === group);

/** The menu bar: every command of the whole application as the page's registry has it, and what the system does under its own role. */
export function menuTemplate(deps: MenuDeps): Item[] {
  const item = (command: Command): Item => {
    const accelerator = acceleratorOf(command);
    return {
      label: command.title,
      id: command.id,
      click: () => deps.command(command.id),
      ...(accelerator === undefined ? {} : { accelerator, registerAccelerator: false }),
    };
  };
  return [
    ...(deps.isMac ? [{ role: 'appMenu' } satisfies Item] : []),
    fileMenu(deps),
    { label: '&Edit', submenu: [...EDIT_ROLES, SEPARATOR, ...globals('Do').map(item)] },
    {
      label: '&View',
      submenu: [
        ...globals('View')
          .filter((command) => !HELP.has(command.id))
          .map(item),
        SEPARATOR,
        ...viewRoles(deps),
      ],
    },
    { label: '&Go', submenu: globals('Go to').map(item) },
    { label: '&Tools', submenu: [{ label: 'Back up now', click: deps.backUp }] },
    { label: '&Window', submenu: [{ label: 'New window', accelerator: 'CmdOrCtrl+Shift+N', click: deps.newWindow }, { role: 'minimize' }, { role: 'close' }] },
    {
      label: '&Help',
      role: 'help',
      submenu: [
        ...globals('View')
          .filter((command) => HELP.has(command.id))
          .map(item),
        { label: 'Look around in the sample', click: deps.openSample },
        SEPARATOR,
        { label: 'Show log folder', click: deps.showLogs },
        { label: 'Check for updates…', click: deps.checkForUpdates },
        ...(deps.isMac ? [] : [{ role: 'about' } satisfies Item]),
      ],
    },
  ];
}

const HELP: ReadonlySet<string> = new Set(['view.shortcuts', 'view.help']);
function fileMenu(deps: MenuDeps): Item {
  const recent: Item[] = deps.recent.map((name, position) => ({ label: name.replaceAll('&', '&&'), click: () => deps.openRecent(position) }));
  return {
    label: '&File',
    submenu: [
      { label: 'New company file…', click: deps.newCompany },
      { label: 'Open…', accelerator: 'CmdOrCtrl+O', click: deps.openCompany },
      { label: 'Open recent', submenu: recent, enabled: recent.length > 0 },
      SEPARATOR,
      { label: 'Save a copy…', accelerator: 'CmdOrCtrl+Shift+S', click: deps.saveCopy },
      { label: 'Show in folder', click: deps.revealFile },
      SEPARATOR,
      { role: deps.isMac ? 'close' : 'quit' },
    ],
  };
}

/** Of the text field in focus; Ctrl+Z elsewhere is the page's, so that these two do not take the key. */
const EDIT_ROLES: readonly Item[] = [
  { role: 'undo', label: 'Undo typing', registerAccelerator: false },
  { role: 'redo', label: 'Redo typing', registerAccelerator: false },
  SEPARATOR,
  { role: 'cut' },
  { role: 'copy' },
  { role: 'paste' },
  { role: 'selectAll' },
];

function viewRoles(deps: MenuDeps): Item[] {
  return [
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { role: 'togglefullscreen' },
    ...(deps.packaged ? [] : [SEPARATOR, { role: 'reload' } satisfies Item, { role: 'toggleDevTools' } satisfies Item]),
  ];
}
