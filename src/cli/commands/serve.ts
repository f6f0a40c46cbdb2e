import { homedir } from 'node:os';
import type { App } from '../../app/create-app.ts';
import { LateApp } from '../../app/late-app.ts';
import { holderText } from '../../app/lease.ts';
import { defaultDatabasePath, recentsPath, rendererFolder } from '../../app/paths.ts';
import { createPool } from '../../app/pool.ts';
import { Recents } from '../../app/recents.ts';
import { type RunningServer, startServer } from '../../http/server.ts';
import { AppError } from '../../shared/errors.ts';
import type { Command } from '../args.ts';
import type { Environment } from '../environment.ts';
import { openBrowser } from '../open-browser.ts';
import { toJson } from '../output.ts';

const DEFAULT_PORT = 4780;

/** Serves the application to a browser of this computer until it is interrupted. */
export async function serve(env: Environment, { port, open }: Extract<Command, { name: 'serve' }>): Promise<void> {
  const { dbPath, flags } = env;
  const app = new LateApp({
    dbPath,
    open: (path, readonly) => createPool({ dbPath: path, readonly, ...(flags.today === null ? {} : { today: flags.today }) }),
    recents: new Recents(recentsPath({ env: env.io.env, platform: process.platform, home: homedir() })),
    missing: missingMessage(dbPath),
    ...(flags.as === null ? {} : { actor: flags.as }),
  });
  try {
    await app.openIfThere();
    const server = await listen(app, port);
    try {
      await serveUntilInterrupted(env, app, server, open);
    } finally {
      await server.close();
    }
  } finally {
    await app.close();
  }
}

/** Without a wish the usual port, so that a browser keeps its settings; any free one when that is taken. */
async function listen(app: App, port: number | null): Promise<RunningServer> {
  const options = { app, rendererFolder: rendererFolder() };
  try {
    return await startServer({ ...options, port: port ?? DEFAULT_PORT });
  } catch (error) {
    if (port !== null || !(error instanceof AppError) || error.code !== 'CONFLICT') throw error;
    return await startServer({ ...options, port: 0 });
  }
}

function missingMessage(dbPath: string): string {
  const flag = dbPath === defaultDatabasePath() ? '' : ` --db ${JSON.stringify(dbPath)}`;
  return `There is no Partnerdesk file at ${dbPath} yet. Create one in a terminal with "partnerdesk${flag} init", or with "partnerdesk${flag} init --sample" to look around; then load this page again.`;
}

async function serveUntilInterrupted(env: Environment, app: LateApp, server: RunningServer, open: boolean): Promise<void> {
  const { io, print } = env;
  const link = server.freshLink();
  print.answer({ url: link, origin: server.origin, port: server.port }, (paint) =>
    [
      `Partnerdesk runs at ${server.origin}. Open:`,
      '',
      `  ${paint.bold(link)}`,
      '',
      paint.dim('The link works once, within a minute. Press Enter for another, Ctrl+C to stop.'),
    ].join('\n'),
  );
  const holder = app.core?.holder;
  if (holder) {
    const note = `${holderText(holder)}. This one only reads; the page offers to take the file over.`;
    io.err.write(print.json ? `${toJson({ warning: note })}\n` : `${note}\n`);
  }
  if (!app.core) io.err.write(print.json ? `${toJson({ warning: missingMessage(env.dbPath) })}\n` : `${missingMessage(env.dbPath)}\n`);
  const opened = open ? await openBrowser(link, io.env) : null;
  const another = (): void => {
    const url = server.freshLink();
    // standard output has had its one document
    if (print.json) io.err.write(`${toJson({ url })}\n`);
    else io.out.write(`  ${url}\n`);
  };
  io.stdin.on('data', another);
  try {
    await interrupted();
  } finally {
    io.stdin.off('data', another);
    io.stdin.pause();
    await opened?.();
  }
  print.aside('\nStopping …');
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => {
      process.off('SIGINT', stop).off('SIGTERM', stop);
      resolve();
    };
    process.on('SIGINT', stop).on('SIGTERM', stop);
  });
}
