import { bridge } from '../api/transport.ts';
import { canRun } from './keys.ts';
import type { Command } from './registry.ts';

/** Keys that a browser keeps for its tabs and windows: there the command has another key, or the palette. */
const BROWSER_KEEPS = /^Ctrl\+(?:[1-9]|[NTW]|Shift\+[NTW])$/;

/** The keys of a command that reach the page in this shell. */
export function keysHere(command: Command): readonly string[] {
  return bridge().host === 'http' ? command.keys.filter((keys) => !BROWSER_KEEPS.test(keys)) : command.keys;
}

/** Whether a command does something on the screen that is open; keys of a list work where there is one. */
export function isValidHere(command: Command): boolean {
  return command.builtIn === true ? document.querySelector('[role="grid"]') !== null : canRun(command);
}
