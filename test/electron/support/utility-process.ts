import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { constants } from 'node:os';
import type { ForkOptions, UtilityProcess } from 'electron';

/** Electron's `utilityProcess.fork` on a real Node process: the same channel, the same events, the same exit codes. */
export function forkUtility(program: string, args: readonly string[] = [], options: ForkOptions = {}): UtilityProcess {
  const { execArgv = [], env, stdio } = options;
  const [, out = 'inherit', err = 'inherit'] = Array.isArray(stdio) ? stdio : [];
  const child: ChildProcess = fork(new URL('./utility-child.mjs', import.meta.url), [program, ...args], {
    // V8 takes its flags from --js-flags alone, as there.
    execArgv: execArgv.flatMap((word) => (word.startsWith('--js-flags=') ? word.slice('--js-flags='.length).split(' ') : [])),
    env: env as NodeJS.ProcessEnv,
    serialization: 'advanced',
    stdio: ['ignore', out, err, 'ipc'],
  });
  const emitter = new EventEmitter();
  let isThere = false;
  child.once('spawn', () => {
    isThere = true;
    emitter.emit('spawn');
  });
  child.on('message', (message) => emitter.emit('message', message));
  child.once('exit', (code, signal) => {
    isThere = false;
    emitter.emit('exit', code ?? (signal === null ? 0 : constants.signals[signal]));
  });
  child.on('error', () => undefined);
  return Object.assign(emitter, {
    pid: child.pid,
    stdout: child.stdout,
    stderr: child.stderr,
    postMessage: (message: object) => {
      if (child.connected) child.send(message);
    },
    kill: () => isThere && child.kill(),
  }) as unknown as UtilityProcess;
}
