import { type KeyboardEvent, type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { getSettings } from '../settings/settings.ts';

export interface GridCell {
  readonly row: number;
  readonly col: number;
}

interface FocusOptions {
  readonly body: RefObject<HTMLElement | null>;
  readonly rowCount: number;
  readonly colCount: number;
  readonly pageRows: () => number;
  readonly scrollTo: (row: number) => void;
  readonly onOpen: (row: number) => void;
  readonly onSpace: (row: number) => void;
  readonly onMove: (row: number) => void;
}

function destination(key: string, at: GridCell, options: FocusOptions): GridCell | null {
  const last = options.rowCount - 1;
  const letters = getSettings().letterKeys;
  switch (key) {
    case 'ArrowDown':
      return { ...at, row: Math.min(last, at.row + 1) };
    case 'ArrowUp':
      return { ...at, row: Math.max(0, at.row - 1) };
    case 'j':
    case 'J':
      return letters ? { ...at, row: Math.min(last, at.row + 1) } : null;
    case 'k':
    case 'K':
      return letters ? { ...at, row: Math.max(0, at.row - 1) } : null;
    case 'ArrowRight':
      return { ...at, col: Math.min(options.colCount - 1, at.col + 1) };
    case 'ArrowLeft':
      return { ...at, col: Math.max(0, at.col - 1) };
    case 'Home':
      return { ...at, row: 0 };
    case 'End':
      return { ...at, row: last };
    case 'PageDown':
      return { ...at, row: Math.min(last, at.row + options.pageRows()) };
    case 'PageUp':
      return { ...at, row: Math.max(0, at.row - options.pageRows()) };
    default:
      return null;
  }
}

const MOVES: ReadonlySet<string> = new Set(['ArrowDown', 'ArrowUp', 'j', 'J', 'k', 'K', 'Home', 'End', 'PageDown', 'PageUp', 'Enter', ' ']);

type Keys = Pick<globalThis.KeyboardEvent, 'key' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'preventDefault'>;

function isInner(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('[data-cell]') !== target && target.closest('button,a,input') !== null;
}

/** One stop for Tab in the whole grid; arrows move it, Enter opens, Space peeks or selects, Alt+Enter proves. */
export function useGridFocus(options: FocusOptions) {
  const [cell, setCell] = useState<GridCell>({ row: 0, col: 0 });
  /** The other corner of a range; null: one cell. */
  const [anchor, setAnchor] = useState<GridCell | null>(null);
  const wantsFocus = useRef(false);
  const latest = useRef(options);
  latest.current = options;

  const focusCell = useCallback((next: GridCell) => {
    wantsFocus.current = true;
    setCell(next);
    latest.current.scrollTo(next.row);
    latest.current.onMove(next.row);
  }, []);

  useLayoutEffect(() => {
    if (!wantsFocus.current) return;
    const element = options.body.current?.querySelector<HTMLElement>(`[data-cell="${cell.row}:${cell.col}"]`);
    if (element === null || element === undefined) return;
    wantsFocus.current = false;
    element.focus({ preventScroll: true });
  });

  const act = useCallback(
    (event: Keys, at: GridCell, isInside: boolean): void => {
      const now = latest.current;
      if (now.rowCount === 0 || event.altKey || event.ctrlKey || event.metaKey) return;
      const next = destination(event.key, at, now);
      if (next !== null) {
        event.preventDefault();
        setAnchor((from) => (event.shiftKey ? (from ?? at) : null));
        focusCell(next);
      } else if (event.key === 'Enter' && !isInside) {
        event.preventDefault();
        now.onOpen(at.row);
      } else if (event.key === ' ' && !isInside) {
        event.preventDefault();
        now.onSpace(at.row);
      }
    },
    [focusCell],
  );
  const onKeyDown = useCallback(
    (event: KeyboardEvent<HTMLElement>) => {
      const element = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('[data-cell]') : null;
      if (element === null) return;
      if (event.altKey && event.key === 'Enter') {
        event.preventDefault();
        (element.querySelector<HTMLElement>('[data-proof]') ?? element.closest('[role="row"]')?.querySelector<HTMLElement>('[data-proof]'))?.click();
        return;
      }
      const [row = 0, col = 0] = (element.dataset.cell ?? '0:0').split(':').map(Number);
      act(event, { row, col }, isInner(event.target));
    },
    [act],
  );

  // With the focus nowhere (a screen just opened, a decided row just left) the keys of the list go on where it was.
  const here = useRef(cell);
  here.current = cell;
  useEffect(() => {
    const onWindowKey = (event: globalThis.KeyboardEvent): void => {
      if (event.defaultPrevented || document.activeElement !== document.body || document.querySelector('[role="dialog"]') !== null) return;
      const row = Math.min(here.current.row, latest.current.rowCount - 1);
      if (MOVES.has(event.key)) act(event, { ...here.current, row }, false);
    };
    window.addEventListener('keydown', onWindowKey);
    return () => window.removeEventListener('keydown', onWindowKey);
  }, [act]);

  return { cell, setCell, anchor, setAnchor, focusCell, onKeyDown };
}
