import { app, BrowserWindow, dialog, ipcMain, Menu, protocol, screen, session, shell } from 'electron';
import { start } from './start.ts';

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
  createWindow: (options) => new BrowserWindow(options),
  env: process.env,
  argv: process.argv,
  cwd: process.cwd(),
});
