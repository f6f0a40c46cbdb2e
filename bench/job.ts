import type { Scale } from './data.ts';
import type { Row } from './report.ts';
import type { Worlds } from './worlds.ts';

export interface JobContext {
  readonly scale: Scale;
  readonly worlds: Worlds;
  readonly runs: number;
  /** Says by name what could not be measured on this machine. */
  readonly notMeasured: (what: string, why: string) => void;
}

export interface Job {
  readonly name: string;
  readonly run: (context: JobContext) => Promise<Row[]>;
}
