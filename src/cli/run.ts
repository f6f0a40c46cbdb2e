import { APP_VERSION } from '../app/version.ts';
import { type Command, parseCommandLine, wantsJson } from './args.ts';
import { createEnvironment, type Environment } from './environment.ts';
import { type Io, reportError } from './output.ts';
import { helpText } from './usage.ts';

/** Runs one command line and returns its exit code: 0 done, 1 refused or failed, 2 wrong usage. Never throws. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  try {
    const invocation = parseCommandLine(argv);
    switch (invocation.kind) {
      case 'help':
        io.out.write(`${helpText(invocation.command)}\n`);
        return 0;
      case 'version':
        io.out.write(`${APP_VERSION}\n`);
        return 0;
      case 'run':
        await execute(createEnvironment(io, invocation.flags), invocation.command);
        return 0;
    }
  } catch (error) {
    return reportError(io, error, wantsJson(argv));
  }
}

/** Each command is loaded when it is called: what it needs differs by hundreds of milliseconds. */
async function execute(env: Environment, command: Command): Promise<void> {
  switch (command.name) {
    case 'init':
      return (await import('./commands/init.ts')).init(env, command);
    case 'import':
      return (await import('./commands/import.ts')).importFiles(env, command);
    case 'close':
      return (await import('./commands/close.ts')).close(env, command);
    case 'payouts':
      return (await import('./commands/payouts.ts')).payouts(env, command);
    case 'export':
      return (await import('./commands/export.ts')).exportFile(env, command);
    case 'verify':
      return (await import('./commands/verify.ts')).verify(env);
    case 'backup':
      return (await import('./commands/backup.ts')).backup(env, command.path);
    case 'restore':
      return (await import('./commands/restore.ts')).restore(env, command.path);
    case 'call':
      return (await import('./commands/call.ts')).callProcedure(env, command);
    case 'procedures':
      return (await import('./commands/procedures.ts')).procedures(env);
    case 'serve':
      return (await import('./commands/serve.ts')).serve(env, command);
    case 'doctor':
      return (await import('./commands/doctor.ts')).doctor(env);
  }
}
