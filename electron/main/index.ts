import { app, BrowserWindow, dialog, ipcMain, Menu, protocol, screen, session, shell, utilityProcess } from 'electron';
import { start } from './start.ts';

// Whatever we write is for its owner only.
process.umask(0o077);

// Everything Electron is named here and handed over, so that the rest runs in tests without it.
start({
  app,
  dialog,
  ipcMain,
  menu: Menu,
  protocol,
  screen: () => screen,
  session: () => session.defaultSession,
  shell,
  process,
  fork: utilityProcess.fork,
  createWindow: (options) => new BrowserWindow(options),
  env: process.env,
  argv: process.argv,
  cwd: process.cwd(),
});
