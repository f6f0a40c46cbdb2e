import { act, fireEvent, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type MenuDeps, menuTemplate } from '../../electron/main/menu.ts';
import { isTyping, listenForKeys, useCommandHandlers } from '../../renderer/commands/keys.ts';
import { paletteCommands } from '../../renderer/commands/palette-items.tsx';
import { COMMANDS, type Command, isLetterKey, parseKeys, sameStroke, strokeOf } from '../../renderer/commands/registry.ts';
import { changeSettings } from '../../renderer/settings/settings.ts';
import './support/render.tsx';

const bound = (scope: string): { command: Command; keys: string }[] =>
  COMMANDS.filter((command) => command.scope === scope).flatMap((command) => command.keys.map((keys) => ({ command, keys })));
const scopes = [...new Set(COMMANDS.map((command) => command.scope))];

function begins(a: string, b: string): boolean {
  const [short, long] = [parseKeys(a), parseKeys(b)];
  return short.length <= long.length && short.every((stroke, index) => sameStroke(stroke, long[index] ?? stroke));
}

describe('registry', () => {
  it('names every command once, with a title and a place', () => {
    expect(new Set(COMMANDS.map((command) => command.id)).size).toBe(COMMANDS.length);
    for (const command of COMMANDS) {
      expect(command.title.length, command.id).toBeGreaterThan(3);
      expect(command.where, command.id).not.toBe('');
    }
  });

  it.each(scopes)('has no conflict in %s, nor with what works everywhere and in lists', (scope) => {
    const own = bound(scope);
    // Today has no list: Enter is its own.
    const around = scope === 'global' ? [] : [...bound('global'), ...(scope === 'grid' || scope === 'today' ? [] : bound('grid'))];
    for (const [index, one] of own.entries()) {
      for (const other of [...own.slice(index + 1), ...around]) {
        if (one.command.id === other.command.id) continue;
        expect(begins(one.keys, other.keys) || begins(other.keys, one.keys), `${one.command.id} ${one.keys} against ${other.command.id} ${other.keys}`).toBe(
          false,
        );
      }
    }
  });

  it('puts every command into the palette, but for keys that only a list can answer', () => {
    const offered = new Set(paletteCommands().map((command) => command.id));
    for (const command of COMMANDS) expect(offered.has(command.id), command.id).toBe(command.builtIn !== true && command.id !== 'view.palette');
  });

  it('A2: stands whole in the native menu, as far as it is of the whole application', () => {
    const deps = { isMac: false, packaged: true, recent: [] };
    const nothing = vi.fn();
    const template = menuTemplate(new Proxy(deps, { get: (of, name) => (name in of ? of[name as keyof typeof of] : nothing) }) as unknown as MenuDeps);
    const ids = template.flatMap((menu) => (Array.isArray(menu.submenu) ? menu.submenu.flatMap((item) => (item.id === undefined ? [] : [item.id])) : []));
    expect(ids.toSorted()).toEqual(
      COMMANDS.filter((command) => command.scope === 'global')
        .map((command) => command.id)
        .toSorted(),
    );
  });

  it('gives each screen a key that a browser leaves alone', () => {
    for (const command of COMMANDS.filter((one) => one.to !== undefined))
      expect(
        command.keys.some((keys) => !keys.startsWith('Ctrl')),
        command.id,
      ).toBe(true);
  });

  it('reads `?` with or without Shift, and tells letters from strokes with Ctrl', () => {
    const question = strokeOf({ key: '?', ctrlKey: false, metaKey: false, altKey: false, shiftKey: true });
    expect(parseKeys('?').map((stroke) => sameStroke(stroke, question))).toEqual([true]);
    expect(isLetterKey(question)).toBe(true);
    expect(isLetterKey(strokeOf({ key: 'K', ctrlKey: true, metaKey: false, altKey: false, shiftKey: false }))).toBe(false);
  });
});

describe('keys', () => {
  const ran = vi.fn();
  let stop = (): void => undefined;
  beforeEach(() => {
    ran.mockReset();
    stop = listenForKeys();
    renderHook(() =>
      useCommandHandlers({
        'reconcile.explain': () => ran('explain'),
        'go.reconcile': () => ran('reconcile'),
        'view.palette': () => ran('palette'),
        'view.shortcuts': () => ran('sheet'),
      }),
    );
  });
  afterEach(() => stop());
  const press = (key: string, over: object = {}, target: Element = document.body): void => {
    act(() => void fireEvent.keyDown(target, { key, ...over }));
  };

  it('runs a letter and a sequence', () => {
    press('e');
    press('g');
    press('r');
    expect(ran.mock.calls.flat()).toEqual(['explain', 'reconcile']);
  });

  it('never runs a letter while somebody types, but Ctrl+K always', () => {
    const input = document.body.appendChild(document.createElement('input'));
    press('e', {}, input);
    expect(ran).not.toHaveBeenCalled();
    press('k', { ctrlKey: true }, input);
    expect(ran).toHaveBeenCalledWith('palette');
    expect(isTyping(input)).toBe(true);
    input.remove();
  });

  it('keeps the screen quiet behind a dialog that asks', () => {
    const dialog = document.body.appendChild(document.createElement('div'));
    dialog.setAttribute('role', 'dialog');
    dialog.setAttribute('aria-modal', 'true');
    press('e');
    press('k', { ctrlKey: true });
    expect(ran.mock.calls.flat()).toEqual(['palette']);
    dialog.remove();
  });

  it('leaves letters alone when they are switched off', () => {
    changeSettings({ letterKeys: false });
    press('e');
    press('/', { ctrlKey: true });
    expect(ran.mock.calls.flat()).toEqual(['sheet']);
  });
});
