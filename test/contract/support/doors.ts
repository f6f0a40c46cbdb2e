import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IpcMain } from 'electron';
import { onTestFinished } from 'vitest';
import { Company } from '../../../electron/main/company.ts';
import { registerRpc } from '../../../electron/main/ipc.ts';
import { START_PAGE } from '../../../electron/main/origin.ts';
import { createApp } from '../../../src/app/create-app.ts';
import { initDatabase } from '../../../src/app/init.ts';
import { createPool } from '../../../src/app/pool.ts';
import { Recents } from '../../../src/app/recents.ts';
import type { Reply } from '../../../src/contract/host.ts';
import { startServer } from '../../../src/http/server.ts';
import { clockOn } from '../../../src/ports/clock.ts';
import { isoDate } from '../../../src/shared/calendar.ts';
import { cli, PROGRAMME } from '../../cli/support/spawn.ts';

/** One way in: a call by name, answered as a value or an error. */
export type Door = (name: string, input: unknown) => Promise<Reply>;

export const TODAY = isoDate('2026-04-15');

/** A new database in a folder of its own. */
async function newFile(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'pdesk-contract-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const dbPath = join(folder, 'a.pdesk');
  await initDatabase({ dbPath, clock: clockOn(TODAY), mode: 'solo' });
  return dbPath;
}

async function inProcess(): Promise<Door> {
  const app = await createApp({ dbPath: await newFile(), clock: clockOn(TODAY) });
  onTestFinished(() => app.close());
  return (name, input) => app.dispatch(name, input, { host: 'test' });
}

async function threads(): Promise<Door> {
  const app = await createPool({ dbPath: await newFile(), today: TODAY, watchEvery: 0 });
  onTestFinished(() => app.close());
  return (name, input) => app.dispatch(name, input, { host: 'test' });
}

/** The commands a person types where there is one for a procedure, `call` for the others. */
async function commandLine(): Promise<Door> {
  const dbPath = await newFile();
  return async (name, input) => {
    const { code, out, err } = await cli(['--db', dbPath, '--today', TODAY, '--json', ...wordsFor(dbPath, name, input)]);
    if (code === 0) return { ok: true, value: JSON.parse(out) as unknown };
    const { error } = JSON.parse(err) as { error: { code: never; message: string; details: unknown } };
    return { ok: false, error };
  };
}

interface Inputs {
  readonly files?: readonly { name: string; base64: string }[];
  readonly dryRun?: boolean;
  readonly month?: string;
  readonly acceptVariances?: string;
  readonly quarter?: string;
}

function wordsFor(dbPath: string, name: string, input: unknown): string[] {
  const { files, dryRun, month, acceptVariances, quarter } = input as Inputs;
  const call = ['call', name, JSON.stringify(input)];
  if (name === 'imports.run' && files) {
    const paths = files.map((file) => {
      const path = join(dbPath, '..', file.name);
      writeFileSync(path, Buffer.from(file.base64, 'base64'));
      return path;
    });
    return ['import', ...paths, ...(dryRun ? ['--dry-run'] : [])];
  }
  if (name === 'months.preview' && month) return ['close', month, '--preview'];
  if (name === 'months.close' && month) return ['close', month, ...(acceptVariances === undefined ? [] : ['--accept-variances', acceptVariances])];
  const act = /^payouts\.(propose|approve|send|pay)$/.exec(name)?.[1];
  return act !== undefined && quarter ? ['payouts', quarter, act] : call;
}

async function http(): Promise<Door> {
  const app = await createPool({ dbPath: await newFile(), today: TODAY, watchEvery: 0 });
  onTestFinished(() => app.close());
  const server = await startServer({ app, port: 0, rendererFolder: '/nonexistent' });
  onTestFinished(() => server.close());
  const post = (path: string, body: unknown, cookie: string): Promise<Response> =>
    fetch(`${server.origin}${path}`, {
      method: 'POST',
      headers: { origin: server.origin, 'content-type': 'application/json', cookie },
      body: JSON.stringify(body),
    });
  const entered = await post('/session', { token: new URL(server.freshLink()).hash.slice(1) }, '');
  const cookie = (entered.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  return async (name, input) => (await (await post(`/rpc/${name}`, { input }, cookie)).json()) as Reply;
}

/** The desktop shell's own door, with a stand-in for Electron: what a page sends comes as a structured clone. */
async function ipc(): Promise<Door> {
  const company = new Company({
    createFirst: async () => false,
    openOther: async () => false,
    askCopyTarget: async () => null,
    recents: new Recents(join(mkdtempSync(join(tmpdir(), 'pdesk-recent-')), 'recent.json')),
    openCore: (dbPath) => createPool({ dbPath, today: TODAY, watchEvery: 0 }),
    onChange: () => {},
    onProgress: () => {},
    log: () => {},
  });
  const problem = await company.open(await newFile());
  if (problem !== null) throw new Error(problem.message);
  onTestFinished(() => company.close());
  let handler: ((event: never, request: unknown) => Promise<Reply>) | undefined;
  const ipcMain = {
    handle: (_channel: string, listener: unknown) => {
      handler = listener as typeof handler;
    },
  } as Pick<IpcMain, 'handle'>;
  registerRpc({
    ipcMain,
    devOrigin: null,
    isOwnWindow: (id) => id === 1,
    isGranted: () => false,
    call: (name, input, options) => company.call(name, input, options),
    native: {},
    log: () => {},
  });
  const frame = { url: START_PAGE, origin: 'app://local', parent: null, detached: false, isDestroyed: () => false };
  const event = { sender: { id: 1, mainFrame: frame, isDestroyed: () => false }, senderFrame: frame };
  return async (name, input) => {
    if (!handler) throw new Error('no handler was registered');
    return structuredClone(await handler(event as never, structuredClone({ name, input, options: {} })));
  };
}

export const DOORS: Readonly<Record<string, () => Promise<Door>>> = { inProcess, threads, commandLine, http, ipc };

/** The small programme as the input of `imports.run`. */
export function programmeFiles(): { name: string; base64: string }[] {
  return Object.entries(PROGRAMME).map(([name, lines]) => ({ name, base64: Buffer.from(`${lines.join('\n')}\n`).toString('base64') }));
}
