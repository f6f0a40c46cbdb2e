import { type KeyboardEvent, type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react';
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

function isInner(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('[data-cell]') !== target && target.closest('button,a,input') !== null;
}

/** One stop for Tab in the whole grid; arrows move it, Enter opens, Space peeks or selects, Alt+Enter proves. */
export function useGridFocus(options: FocusOptions) {
  const [cell, setCell] = useState<GridCell>({ row: 0, col: 0 });
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

  const onKeyDown = useCallback(
    (event: KeyboardEvent<HTMLElement>) => {
      const now = latest.current;
      if (now.rowCount === 0) return;
      const element = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('[data-cell]') : null;
      if (element === null) return;
      const [row = 0, col = 0] = (element.dataset.cell ?? '0:0').split(':').map(Number);
      if (event.altKey && event.key === 'Enter') {
        const figure = element.querySelector<HTMLElement>('[data-proof]') ?? element.closest('[role="row"]')?.querySelector<HTMLElement>('[data-proof]');
        event.preventDefault();
        figure?.click();
        return;
      }
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const next = destination(event.key, { row, col }, now);
      if (next !== null) {
        event.preventDefault();
        focusCell(next);
      } else if (event.key === 'Enter' && !isInner(event.target)) {
        event.preventDefault();
        now.onOpen(row);
      } else if (event.key === ' ' && !isInner(event.target)) {
        event.preventDefault();
        now.onSpace(row);
      }
    },
    [focusCell],
  );

  return { cell, setCell, focusCell, onKeyDown };
}
