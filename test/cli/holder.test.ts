import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createApp } from '../../src/app/create-app.ts';
import { runFileJob } from '../../src/app/file-job.ts';
import { HeldFile } from '../../src/app/held-file.ts';
import { initDatabase } from '../../src/app/init.ts';
import type { Io } from '../../src/cli/output.ts';
import { run } from '../../src/cli/run.ts';
import { systemClock } from '../../src/ports/clock.ts';
import { tempFolder } from './support/spawn.ts';

const clock = systemClock();

async function heard(path: string, isTerminal: boolean, ...words: string[]): Promise<{ exit: number; err: string }> {
  let err = '';
  const io: Io = { out: { write: () => true, isTTY: isTerminal }, err: { write: (text) => (err += text), isTTY: isTerminal }, stdin: process.stdin, env: {} };
  const exit = await run(['--db', path, ...words], io);
  return { exit, err };
}

test('B5, B8: a command beside an open window works, and tells a person who holds the file; a program hears nothing', async () => {
  const path = join(tempFolder(), 'acme.pdesk');
  await initDatabase({ dbPath: path, clock, mode: 'solo' });
  const call = ['call', 'system.recordVerify', '{"ok":true}'];
  expect(await heard(path, true, ...call)).toEqual({ exit: 0, err: '' });
  const held = await new HeldFile({
    path,
    door: 'window',
    openPool: (readonly) => createApp({ dbPath: path, clock, readonly }),
    automaticBackups: () => false,
    clock,
    runJob: runFileJob,
    log: () => {},
  }).open();
  onTestFinished(() => held.close());
  expect(await heard(path, true, ...call)).toEqual({
    exit: 0,
    err: expect.stringMatching(/^Held by .+ on .+ since \d\d:\d\d, window: what this does shows there at once\.\n$/),
  });
  expect(await heard(path, false, ...call)).toEqual({ exit: 0, err: '' });
  expect(await heard(path, true, ...call, '--json')).toEqual({ exit: 0, err: '' });
});
