import { useEffect, useRef } from 'react';
import { getSettings } from '../settings/settings.ts';
import { COMMANDS, type Command, isLetterKey, parseKeys, type Scope, type Stroke, sameStroke, strokeOf } from './registry.ts';

type Handler = () => void;

const handlers = new Map<string, Handler[]>();

/** Who is on the screen says what its commands do; the last one mounted wins. */
export function useCommandHandlers(map: Readonly<Record<string, Handler>>): void {
  const latest = useRef(map);
  latest.current = map;
  const ids = Object.keys(map).join(' ');
  useEffect(() => {
    const mine = ids.split(' ').map((id) => ({ id, run: () => latest.current[id]?.() }));
    for (const { id, run } of mine) handlers.set(id, [...(handlers.get(id) ?? []), run]);
    return () => {
      for (const { id, run } of mine)
        handlers.set(
          id,
          (handlers.get(id) ?? []).filter((other) => other !== run),
        );
    };
  }, [ids]);
}

export function canRun(command: Command): boolean {
  return (handlers.get(command.id)?.length ?? 0) > 0;
}

export function runCommand(id: string): boolean {
  const run = handlers.get(id)?.at(-1);
  run?.();
  return run !== undefined;
}

export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest('[role="combobox"],[role="listbox"],[role="menu"]') !== null) return true;
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button', 'submit', 'file', 'range'].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

/** A dialog that asks for a decision keeps the keys of the screen behind it quiet. */
function isAsking(): boolean {
  return document.querySelector('[role="dialog"][aria-modal="true"]:not([data-quiet])') !== null;
}

/** Commands that work over dialogs too. */
const OVER_DIALOGS: ReadonlySet<string> = new Set(['view.palette', 'view.shortcuts', 'view.hideAmounts', 'view.copyLink']);
const SEQUENCE_MS = 1200;

/** Enter and Space belong to whatever can be pressed; only with nothing in focus are they a screen's own. */
function isPressing(stroke: Stroke, target: EventTarget | null): boolean {
  return (
    (stroke.key === 'Enter' || stroke.key === 'Space') && !stroke.ctrl && !stroke.alt && target instanceof HTMLElement && target.closest(PRESSABLE) !== null
  );
}
const PRESSABLE = 'a,button,input,textarea,select,[role="button"],[role="option"],[role="menuitem"],[role="grid"],[role="tree"],[role="dialog"]';

const BOUND = COMMANDS.filter((command) => command.builtIn !== true).flatMap((command) => command.keys.map((keys) => ({ command, strokes: parseKeys(keys) })));

function candidates(path: readonly Stroke[]): readonly { command: Command; complete: boolean }[] {
  return BOUND.filter(({ strokes }) => path.length <= strokes.length && path.every((stroke, index) => sameStroke(stroke, strokes[index] ?? stroke)))
    .filter(({ command }) => canRun(command))
    .map(({ command, strokes }) => ({ command, complete: strokes.length === path.length }));
}

/** The one listener that turns keys into commands. Screens come before the whole application. */
export function listenForKeys(): () => void {
  let path: Stroke[] = [];
  let last = 0;
  const onKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing || ['Control', 'Shift', 'Alt', 'Meta'].includes(event.key)) return;
    const stroke = strokeOf(event);
    if (isLetterKey(stroke) && (isTyping(event.target) || !getSettings().letterKeys)) return;
    if (isPressing(stroke, event.target)) return;
    if (stroke.ctrl && stroke.key === 'a' && isTyping(event.target)) return;
    path = event.timeStamp - last > SEQUENCE_MS ? [stroke] : [...path, stroke];
    last = event.timeStamp;
    let found = candidates(path);
    if (found.length === 0 && path.length > 1) {
      path = [stroke];
      found = candidates(path);
    }
    const asking = isAsking();
    const complete = found.filter((hit) => hit.complete && (!asking || OVER_DIALOGS.has(hit.command.id)));
    const best = complete.find((hit) => hit.command.scope !== 'global') ?? complete[0];
    if (best !== undefined) {
      event.preventDefault();
      path = [];
      runCommand(best.command.id);
    } else if (found.length === 0) path = [];
  };
  window.addEventListener('keydown', onKey);
  return () => window.removeEventListener('keydown', onKey);
}

export function scopesOnScreen(): ReadonlySet<Scope> {
  return new Set(COMMANDS.filter(canRun).map((command) => command.scope));
}
