import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Page } from '@playwright/test';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const BUILT = ['out/main/index.js', 'out/main/cli.js', 'out/main/worker.js', 'out/preload/index.cjs', 'out/renderer/index.html'];

/** Why the simulation cannot run, or null. */
export function missingBuild(): string | null {
  const missing = BUILT.filter((path) => !existsSync(join(ROOT, path)));
  return missing.length === 0 ? null : `not built: ${missing.join(', ')} (npm run build)`;
}

/** The built command line on a file; gives its JSON answer. */
export function cli(db: string, ...words: string[]): unknown {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'out/main/cli.js'), '--db', db, '--json', ...words], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${words.join(' ')} ended with ${status}: ${stderr}`);
  return JSON.parse(stdout);
}

export interface SimState {
  readonly opened: readonly string[];
  readonly messages: readonly string[];
  readonly menu: readonly string[] | null;
  readonly guards: readonly string[];
  readonly title: string;
}

/** The built main process with a stand-in for Electron, on a company file of its own. */
export class Sim {
  readonly folder: string;
  readonly db: string;
  url = '';
  #child: ChildProcess | null = null;

  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'pd-sim-'));
    this.db = join(this.folder, 'acme.pdesk');
  }

  async start(): Promise<void> {
    const child = spawn(process.execPath, [join(ROOT, 'test/electron/sim.mjs'), this.db], {
      env: { ...process.env, SIM_DATA: this.folder, PARTNERDESK_DB: '' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#child = child;
    const line = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), once(child, 'exit')]);
    const ready: unknown = JSON.parse(String(line[0]));
    if (typeof ready !== 'object' || ready === null || !('url' in ready)) throw new Error(`the main bundle ended with ${String(line[0])}`);
    this.url = String(ready.url);
  }

  /** Sets what the next dialog answers, emits an event of the system, or clicks in the menu. */
  async control(order: { readonly dialog?: unknown; readonly emit?: readonly unknown[]; readonly click?: string } = {}): Promise<SimState> {
    const response = await fetch(new URL('/__sim/control', this.url), { method: 'POST', body: JSON.stringify(order) });
    return (await response.json()) as SimState;
  }

  /** The built preload in the page, with a `require` that knows only what a sandboxed preload may ask for. */
  async inject(page: Page): Promise<void> {
    const preload = readFileSync(join(ROOT, 'out/preload/index.cjs'), 'utf8');
    await page.addInitScript(`(() => {
      const listeners = new Set();
      let stream = null;
      const ipcRenderer = {
        invoke: async (channel, ...args) => {
          const response = await fetch('/__sim/invoke', { method: 'POST', body: JSON.stringify({ channel, args }) });
          return await response.json();
        },
        on: (channel, listener) => {
          stream ??= new EventSource('/__sim/events');
          const entry = { channel, listener, receive: ({ data }) => { const sent = JSON.parse(data); if (sent.channel === channel) listener({}, sent.message); } };
          listeners.add(entry);
          stream.addEventListener('message', entry.receive);
        },
        off: (channel, listener) => {
          for (const entry of listeners) if (entry.channel === channel && entry.listener === listener) { stream.removeEventListener('message', entry.receive); listeners.delete(entry); }
        },
      };
      const contextBridge = { exposeInMainWorld: (name, api) => Object.defineProperty(window, name, { value: Object.freeze(api) }) };
      const require = (name) => { if (name !== 'electron') throw new Error('a sandboxed preload cannot require ' + name); return { contextBridge, ipcRenderer }; };
      ((require, module, exports, process) => {${preload}\n})(require, { exports: {} }, {}, { platform: 'linux', env: {}, versions: {} });
    })();`);
  }

  async stop(): Promise<number | null> {
    const child = this.#child;
    this.#child = null;
    let code: number | null = null;
    if (child !== null && child.exitCode === null) {
      child.kill('SIGTERM');
      [code] = (await once(child, 'exit')) as [number | null];
    }
    rmSync(this.folder, { recursive: true, force: true });
    return code;
  }
}
