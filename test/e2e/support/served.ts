import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { cli } from './sim.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

/** The built application served on loopback, on a company file of its own. */
export class Served {
  readonly folder = mkdtempSync(join(tmpdir(), 'pd-e2e-'));
  readonly db: string;
  link = '';
  origin = '';
  #child: ChildProcess | null = null;

  /** Without a path, on a file of its own. */
  constructor(db?: string) {
    this.db = db ?? join(this.folder, 'company.pdesk');
  }

  /** Asks the built command line on the same file, beside the running host. */
  ask(...words: string[]): unknown {
    return cli(this.db, ...words);
  }

  async start(...flags: string[]): Promise<void> {
    const child = spawn(process.execPath, [join(ROOT, 'out/main/cli.js'), '--db', this.db, '--json', ...flags, 'serve', '--port', '0'], {
      env: { ...process.env, PARTNERDESK_SETTINGS: join(this.folder, 'recent.json') },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#child = child;
    for await (const line of createInterface({ input: child.stdout })) {
      const answer = JSON.parse(line) as { url: string; origin: string };
      this.link = answer.url;
      this.origin = answer.origin;
      return;
    }
    throw new Error('the host ended without saying where it listens');
  }

  /** Ends the host and removes its file; the backups stay. */
  async lose(): Promise<void> {
    await this.#end();
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${this.db}${suffix}`, { force: true });
  }

  async #end(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGINT');
    await ended;
  }

  async stop(): Promise<void> {
    await this.#end();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
