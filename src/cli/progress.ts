import type { CallContext } from '../app/create-app.ts';
import type { Stream } from './output.ts';
import { printable } from './table.ts';

type Listener = NonNullable<CallContext['onProgress']>;

export interface Progress {
  readonly onProgress: Listener;
  /** Wipes the line, before an answer or an error is written. */
  readonly clear: () => void;
}

const REDRAW_AFTER_MS = 100;
const WIPE = '\r\u001b[2K';

/** `Reading  40 %`. What is counted differs (bytes, rows, months), so only the share is shown. */
export function progressLine(phase: string, done: number, total: number): string {
  const share = total > 0 ? `  ${Math.floor((100 * Math.min(done, total)) / total)} %` : '';
  return `${printable(phase.charAt(0).toUpperCase() + phase.slice(1))}${share}`;
}

/** One line on standard error that is drawn over and over; silent where that is no terminal, or where JSON is wanted. */
export function createProgress(stream: Stream, json: boolean, now: () => number = () => performance.now()): Progress {
  if (stream.isTTY !== true || json) return { onProgress: () => {}, clear: () => {} };
  let drawn = false;
  let last = Number.NEGATIVE_INFINITY;
  let phase = '';
  return {
    onProgress: (progress) => {
      const at = now();
      if (progress.phase === phase && progress.done < progress.total && at - last < REDRAW_AFTER_MS) return;
      last = at;
      phase = progress.phase;
      drawn = true;
      stream.write(`${WIPE}${progressLine(progress.phase, progress.done, progress.total)}`);
    },
    clear: () => {
      if (drawn) stream.write(WIPE);
      drawn = false;
    },
  };
}
