/** What was measured, as a table. */

export interface Row {
  readonly job: string;
  readonly what: string;
  readonly ours: string;
  readonly other: string;
  /** Ours over the other; of an absolute goal, the value over its limit. */
  readonly ratio: number | null;
  /** The largest ratio that meets the goal; null: only for reading. */
  readonly goal: number | null;
  /** How the goal reads when it is no plain ratio. */
  readonly goalText?: string;
  readonly note?: string;
}

/** Beyond its goal by this factor, a ratio fails `--loose`. */
export const LOOSE = 1.5;

export const ms = (value: number): string =>
  value < 10 ? `${value.toFixed(2)} ms` : value < 10_000 ? `${value.toFixed(0)} ms` : `${(value / 1000).toFixed(1)} s`;
export const mib = (bytes: number): string => `${(bytes / 1_048_576).toFixed(0)} MiB`;

/** A race in time. */
export function timeRow(job: string, what: string, oursMs: number, otherMs: number, goal: number | null, note?: string): Row {
  return { job, what, ours: ms(oursMs), other: ms(otherMs), ratio: oursMs / otherMs, goal, ...(note === undefined ? {} : { note }) };
}

/** A figure with a limit of its own. */
export function limitRow(job: string, what: string, value: number, limit: number, show: (value: number) => string, note?: string): Row {
  return { job, what, ours: show(value), other: '–', ratio: value / limit, goal: 1, goalText: `≤ ${show(limit)}`, ...(note === undefined ? {} : { note }) };
}

/** A figure that this run could not have, with the reason. */
export function notRunRow(job: string, what: string, why: string): Row {
  return { job, what, ours: '–', other: '–', ratio: null, goal: null, note: `not run: ${why}` };
}

/** "0.5×", and "1/30×" where a peer is to be beaten by a whole number. */
function ratioGoal(goal: number): string {
  const times = Math.round(1 / goal);
  return goal < 0.25 && Math.abs(goal * times - 1) < 1e-9 ? `≤ 1/${times}×` : `≤ ${goal}×`;
}

export const isMet = (row: Row): boolean | null => (row.goal === null || row.ratio === null ? null : row.ratio <= row.goal);
export const isFarOff = (row: Row): boolean => row.goal !== null && row.ratio !== null && row.ratio > row.goal * LOOSE;

function cells(row: Row): string[] {
  const met = isMet(row);
  const goal = row.goalText ?? (row.goal === null ? '–' : ratioGoal(row.goal));
  const ratio = row.ratio === null ? '–' : row.goalText === undefined ? `${row.ratio.toFixed(row.ratio < 0.1 ? 3 : 2)}×` : '–';
  return [row.what, row.ours, row.other, ratio, goal, met === null ? '–' : met ? 'yes' : isFarOff(row) ? 'NO' : 'no', row.note ?? ''];
}

export function tableOf(rows: readonly Row[]): string {
  const lines = [['what', 'ours', 'floor or peer', 'ratio', 'goal', 'met', 'note'], ...rows.map(cells)];
  const widths = [0, 1, 2, 3, 4, 5].map((column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join(' | ')
        .trimEnd(),
    )
    .join('\n');
}
