/** Programs of their own: how long they take, and how much memory a whole tree of them holds. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..');

/** Is a program on this machine? */
export function isThere(program: string): boolean {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;
}

/** @throws Error with what the program said when it fails */
export function runProgram(program: string, args: readonly string[], input = ''): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { input, encoding: 'utf8', maxBuffer: 1 << 28, cwd: ROOT });
  if (error) throw error;
  if (status !== 0) throw new Error(`${program} ${args[0] ?? ''} ended with ${status}: ${stderr.slice(0, 500)}`);
  return stdout;
}

/** Runs one of `children/` and parses the JSON it prints last. */
export async function runChild<T>(name: string, args: readonly string[], watch?: TreeMemory): Promise<T> {
  const child = spawn(process.execPath, ['--no-warnings', join(import.meta.dirname, 'children', name), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    cwd: ROOT,
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
    if (watch && !watch.isWatching && text.includes('ready\n')) {
      watch.begin(child);
      child.stdin.write('go\n');
    }
  });
  const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  watch?.end();
  if (code !== 0) throw new Error(`${name} ended with ${code}`);
  return JSON.parse(text.trim().split('\n').at(-1) ?? 'null') as T;
}

/** The most memory (RSS) that a process and those it started hold, over what it held when the watch began. Linux only. */
export class TreeMemory {
  static readonly isPossible = existsSync('/proc/self/status');
  readonly #peaks = new Map<number, number>();
  #baseline = 0;
  #timer: NodeJS.Timeout | undefined;

  get isWatching(): boolean {
    return this.#timer !== undefined;
  }

  get growthBytes(): number {
    return [...this.#peaks.values()].reduce((sum, peak) => sum + peak, 0) - this.#baseline;
  }

  begin(child: ChildProcess): void {
    const pid = child.pid ?? 0;
    this.#baseline = memoryOf(pid)?.now ?? 0;
    this.#timer = setInterval(() => this.#look(pid), 5);
  }

  end(): void {
    clearInterval(this.#timer);
  }

  #look(pid: number): void {
    for (const member of treeOf(pid)) {
      const memory = memoryOf(member);
      if (memory) this.#peaks.set(member, Math.max(this.#peaks.get(member) ?? 0, member === pid ? memory.now : memory.peak));
    }
  }
}

function treeOf(pid: number): number[] {
  const found = [pid];
  for (const parent of found) {
    const list = readProc(`/proc/${parent}/task/${parent}/children`);
    found.push(...list.split(' ').filter(Boolean).map(Number));
  }
  return found;
}

function memoryOf(pid: number): { now: number; peak: number } | null {
  const status = readProc(`/proc/${pid}/status`);
  const field = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) * 1024;
  return status === '' ? null : { now: field('VmRSS'), peak: field('VmHWM') };
}

/** Empty when the process is gone. */
function readProc(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
