import { type KeyboardEvent, type MouseEvent, useCallback, useEffect, useMemo, useRef } from 'react';
import type { GridColumn } from './grid-types.ts';
import { figuresOf, type GridRange, type RangeFigures, rangeOf, toTsv } from './grid-values.ts';
import { notice, warningNotice } from './Notice.tsx';
import type { GridCell, useGridFocus } from './useGridFocus.ts';

type Focus = ReturnType<typeof useGridFocus>;

export interface GridRangeState {
  readonly range: GridRange | null;
  readonly figures: RangeFigures | null;
  readonly copy: () => void;
  readonly onMouseDown: (event: MouseEvent, at: GridCell | null) => void;
  readonly onMouseMove: (at: GridCell | null) => void;
  /** True when the key was one of the range. */
  readonly onKeyDown: (event: KeyboardEvent) => boolean;
}

/** Cells chosen with Shift and the arrows or by dragging; Ctrl+C copies them as a spreadsheet takes them. */
export function useGridRange<R>(focus: Focus, columns: readonly GridColumn<R>[], rows: readonly R[]): GridRangeState {
  const { cell, anchor, setAnchor, setCell } = focus;
  const range = useMemo(() => (anchor === null || (anchor.row === cell.row && anchor.col === cell.col) ? null : rangeOf(anchor, cell)), [anchor, cell]);
  const figures = useMemo(() => (range === null ? null : figuresOf(columns, rows, range)), [range, columns, rows]);
  const isDragging = useRef(false);
  useEffect(() => {
    const stop = (): void => {
      isDragging.current = false;
    };
    window.addEventListener('mouseup', stop);
    return () => window.removeEventListener('mouseup', stop);
  }, []);
  const onMouseDown = useCallback(
    (event: MouseEvent, at: GridCell | null) => {
      if (at === null || event.button !== 0) return;
      if (event.shiftKey) {
        event.preventDefault();
        setAnchor((from) => from ?? cell);
        setCell(at);
        return;
      }
      isDragging.current = true;
      setAnchor(at);
    },
    [cell, setAnchor, setCell],
  );
  const onMouseMove = useCallback(
    (at: GridCell | null) => {
      if (isDragging.current && at !== null) setCell((now) => (now.row === at.row && now.col === at.col ? now : at));
    },
    [setCell],
  );
  const copy = useCallback(() => {
    const text = toTsv(columns, rows, range ?? rangeOf(cell, cell));
    if (text === '') return;
    navigator.clipboard
      .writeText(text)
      .then(() => notice(range === null ? 'Copied the cell' : `Copied ${range.bottom - range.top + 1} × ${range.right - range.left + 1} cells`))
      .catch((error: unknown) => warningNotice(`The clipboard refused: ${error instanceof Error ? error.message : String(error)}`));
  }, [columns, rows, range, cell]);
  const onKeyDown = useCallback(
    (event: KeyboardEvent): boolean => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'c' && window.getSelection()?.toString() === '') {
        event.preventDefault();
        copy();
        return true;
      }
      if (event.key === 'Escape' && range !== null) {
        event.preventDefault();
        event.stopPropagation();
        setAnchor(null);
        return true;
      }
      return false;
    },
    [copy, range, setAnchor],
  );
  return { range, figures, copy, onMouseDown, onMouseMove, onKeyDown };
}
