import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import type { Job, Line } from './job.ts';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const CHILD = fileURLToPath(new URL('child.ts', import.meta.url));
/** Compiled modules are kept between children: each starts in half the time. */
const CACHE = mkdtempSync(join(tmpdir(), 'partnerdesk-children-'));
let jobs = 0;
afterAll(() => rmSync(CACHE, { recursive: true, force: true }));

export interface Ended {
  readonly lines: readonly Line[];
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly err: string;
}

export interface Running {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  readonly opened: Promise<void>;
}

/** Starts `child.ts` on a job, under another program when `prefix` names one. */
export function startChild(job: Job, prefix: readonly string[] = []): Running {
  jobs += 1;
  const jobFile = join(CACHE, `job-${jobs}.json`);
  writeFileSync(jobFile, JSON.stringify(job));
  const [command, ...args] = [...prefix, process.execPath, CHILD, jobFile];
  const child = spawn(command ?? process.execPath, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, NODE_COMPILE_CACHE: CACHE } });
  let out = '';
  let err = '';
  let isOpen = (): void => {};
  const opened = new Promise<void>((resolve) => {
    isOpen = resolve;
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    if (out.includes('"open"')) isOpen();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      isOpen();
      rmSync(jobFile, { force: true });
      const lines = out
        .split('\n')
        .filter((line) => line.endsWith('}'))
        .map((line) => JSON.parse(line) as Line);
      resolve({ lines, code, signal, err });
    });
  });
  return { process: child, ended, opened };
}

export function runChild(job: Job, prefix: readonly string[] = []): Promise<Ended> {
  const running = startChild(job, prefix);
  running.process.stdin?.end();
  return running.ended;
}

export type ReplyLine = Extract<Line, { event: 'reply' }>;

export function replyOf(ended: Ended, step = 0): ReplyLine | undefined {
  return ended.lines.find((line): line is ReplyLine => line.event === 'reply' && line.step === step);
}

let tracing: string | null | undefined;

/** Why system calls cannot be traced here, or null: containers often forbid it. */
export function straceProblem(): string | null {
  if (tracing !== undefined) return tracing;
  const probe = spawnSync('strace', ['-f', '-qq', '-e', 'trace=fsync', '-e', 'inject=fsync:error=EIO:when=1', '-o', '/dev/null', 'true'], { encoding: 'utf8' });
  tracing = probe.error
    ? `strace cannot be started (${probe.error.message})`
    : probe.status === 0
      ? null
      : `strace may not trace here (${probe.stderr.trim()})`;
  return tracing;
}

/** Looks at, or injects into, system calls on a database and its journal only. */
export const straceOn = (db: string): string[] => ['strace', '-f', '-qq', ...['', '-wal', '-shm'].flatMap((suffix) => ['-P', `${db}${suffix}`])];

/** Tests that need strace are skipped by name, and loudly, where it cannot run. */
export function skipLoudly(what: string, why: string): void {
  process.stdout.write(`\nSKIPPED: ${what}: ${why}\n`);
}
