/** Starting the process that reads a workbook. Node can spawn itself; a packaged Electron cannot, so its host gives a starter of its own. */
import { spawn } from 'node:child_process';

export interface ReaderRequest {
  /** The program: xlsx-child.ts, or its bundle. */
  readonly path: string;
  /** A WorkbookJob as JSON. */
  readonly job: string;
  readonly bytes: Uint8Array;
  readonly memoryMb: number;
}

export interface ReaderProcess {
  /** What it writes: WorkbookMessage lines, cut anywhere. */
  readonly output: AsyncIterable<string>;
  /** How it ended, and the end of what it complained about; never rejects. */
  readonly ended: Promise<{ readonly how: string; readonly complaints: string }>;
  kill(): void;
}

/** Null when this host cannot start one. */
export type StartReader = (request: ReaderRequest) => ReaderProcess | null;

const COMPLAINTS_KEPT_CHARS = 4000;

/**
 * Electron's binary is only a Node when its `runAsNode` fuse is on, as in the unpackaged one;
 * a packaged application spawned like this would open a second time.
 */
function environment(): Record<string, string> | null {
  const { PATH, SystemRoot } = process.env;
  const env = { ...(PATH === undefined ? {} : { PATH }), ...(SystemRoot === undefined ? {} : { SystemRoot }) };
  if (process.versions['electron'] === undefined) return env;
  return /[/\\]electron(\.exe)?$/i.test(process.execPath) ? { ...env, ELECTRON_RUN_AS_NODE: '1' } : null;
}

export const spawnReader: StartReader = ({ path, job, bytes, memoryMb }) => {
  const env = environment();
  if (env === null) return null;
  // A small young generation: rows leave the process at once, so nothing in it is worth keeping.
  const flags = [`--max-old-space-size=${memoryMb}`, '--max-semi-space-size=4', '--no-warnings'];
  if (path.endsWith('.ts')) flags.push('--experimental-strip-types');
  const child = spawn(process.execPath, [...flags, path, job], { env, stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints = (complaints + text).slice(-COMPLAINTS_KEPT_CHARS);
  });
  // A process that refuses early closes its input; that is no news.
  child.stdin.on('error', () => undefined).end(bytes);
  return {
    output: child.stdout.setEncoding('utf8'),
    ended: new Promise((resolve) => {
      child.once('error', (error) => resolve({ how: error.message, complaints }));
      child.once('close', (code, signal) => resolve({ how: signal ?? `exit code ${code}`, complaints }));
    }),
    kill: () => void child.kill('SIGKILL'),
  };
};
