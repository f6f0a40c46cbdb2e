/** Starting the process that reads a workbook. A Node spawns another; Electron's binary is none, so the shell starts a utility process. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface ReaderRequest {
  /** A WorkbookJob as JSON. */
  readonly job: string;
  readonly bytes: Uint8Array;
  readonly memoryMb: number;
}

/** How the process ended, and the end of what it complained about. */
export interface ReaderEnd {
  readonly how: string;
  readonly complaints: string;
}

export interface ReaderProcess {
  /** What it writes: WorkbookMessage lines, cut anywhere. */
  readonly output: AsyncIterable<string>;
  /** Never rejects. */
  readonly ended: Promise<ReaderEnd>;
  kill(): void;
}

export type StartReader = (request: ReaderRequest) => ReaderProcess;

/** The last words of a process that failed; how many there are is up to the file it reads. */
export class Complaints {
  static readonly #MOST_CHARS = 4000;
  text = '';

  add(text: string): void {
    this.text = (this.text + text).slice(-Complaints.#MOST_CHARS);
  }
}

/** Nothing of ours for a process that reads foreign bytes; Windows starts nothing without SystemRoot. */
export function bareEnvironment(): Record<string, string> {
  const { PATH, SystemRoot } = process.env;
  return { ...(PATH === undefined ? {} : { PATH }), ...(SystemRoot === undefined ? {} : { SystemRoot }) };
}

/** Starts the program at `path` (xlsx-child.ts beside this file, or its bundle) as a Node of its own. */
export function nodeReader(path: string = fileURLToPath(new URL('./xlsx-child.ts', import.meta.url))): StartReader {
  return ({ job, bytes, memoryMb }) => {
    // A small young generation: rows leave the process at once, so nothing in it is worth keeping. No TurboFan: it costs more than a process of a second gains.
    const flags = [`--max-old-space-size=${memoryMb}`, '--max-semi-space-size=4', '--no-opt', '--no-warnings'];
    if (path.endsWith('.ts')) flags.push('--experimental-strip-types');
    const child = spawn(process.execPath, [...flags, path, job], { env: bareEnvironment(), stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true });
    const complaints = new Complaints();
    child.stderr.setEncoding('utf8').on('data', (text: string) => complaints.add(text));
    // A process that refuses early closes its input; that is no news.
    child.stdin.on('error', () => undefined).end(bytes);
    return {
      output: child.stdout.setEncoding('utf8'),
      ended: new Promise((resolve) => {
        child.once('error', (error) => resolve({ how: error.message, complaints: complaints.text }));
        child.once('close', (code, signal) => resolve({ how: signal ?? `exit code ${code}`, complaints: complaints.text }));
      }),
      kill: () => void child.kill('SIGKILL'),
    };
  };
}
