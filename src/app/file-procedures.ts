import { stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import type { z } from 'zod';
import type { Reply } from '../contract/host.ts';
import { type Name, type Output, type Parsed, PROCEDURES } from '../contract/index.ts';
import { describeIssues } from '../contract/issues.ts';
import type { Clock } from '../ports/clock.ts';
import { AppError } from '../shared/errors.ts';
import { backupsFolder, type FoundBackup, findBackups } from './backup-folder.ts';
import type { App, CallContext } from './create-app.ts';
import type { RunFileJob } from './file-job.ts';
import { HeldFile } from './held-file.ts';
import { newestChecked } from './keeper.ts';
import { placeWarning } from './place.ts';
import { isMissing, type Recents } from './recents.ts';

type FilesName = Extract<Name, `files.${string}`>;

/** What a host does in its own manner: a window with dialogs, a browser host with fixed places. */
export interface FileHost {
  /** The file in use, or the one that is to be; null when the host has none. */
  readonly path: string | null;
  /** What runs on it, when it is open. */
  readonly core: App | null;
  readonly hasFailed: boolean;
  /** A job that changes the file and is running, by its procedure. */
  readonly busyWith: string | null;
  /** Null when the person changed their mind. */
  readonly createFile: (what: 'empty' | 'sample') => Promise<string | null>;
  /** Opens a file of the recent ones; without one the person chooses. Null when they changed their mind. */
  readonly openOther: (path: string | null) => Promise<string | null>;
  /** Where a copy goes: where the person says in a dialog, or beside the file. */
  readonly copyTarget: (suggestedName: string) => Promise<string | null>;
  /** The caller may name any file, because a person chose it in a dialog. */
  readonly mayNamePaths: boolean;
  /** Closes the file, works, opens it again whatever happened; calls wait meanwhile. */
  readonly whileClosed: <T>(work: () => Promise<T>) => Promise<T>;
}

interface FilesConfig {
  readonly host: FileHost;
  readonly recents: Recents;
  readonly clock: Clock;
  readonly runJob: RunFileJob;
}

type Answers = { readonly [N in FilesName]: (input: Parsed<N>, context: CallContext) => Promise<Output<N>> };

export function isFilesName(name: string): name is FilesName {
  return name.startsWith('files.') && Object.hasOwn(PROCEDURES, name);
}

/** The procedures about the file as a whole, for every host that serves people. */
export class FileProcedures {
  readonly #config: FilesConfig;
  /** Rows of backups that were counted; a backup never changes, its size says it is the same. */
  readonly #counted = new Map<string, Output<'files.backups'>[number]['counts']>();

  constructor(config: FilesConfig) {
    this.#config = config;
  }

  async answer(name: FilesName, input: unknown, context: CallContext): Promise<Reply> {
    try {
      const parsed = (PROCEDURES[name].input as z.ZodType).safeParse(input ?? {});
      if (!parsed.success) throw new AppError('BAD_INPUT', `${name}: ${describeIssues(parsed.error)}`);
      const act = this.#answers[name] as (parsed: unknown, context: CallContext) => Promise<unknown>;
      return { ok: true, value: await act(parsed.data, context) };
    } catch (error) {
      if (error instanceof AppError) return { ok: false, error: error.toBody() };
      throw error;
    }
  }

  /** Remembers a file that was opened; whether it is a sample it says itself, a moment later. */
  async opened(path: string, core: App): Promise<void> {
    const { recents, clock } = this.#config;
    recents.opened({ path, openedAt: clock.now(), isSample: recents.find(path)?.isSample ?? false });
    const info = await core.dispatch('system.info', {}, { host: 'http' });
    const isSample = info.ok && typeof info.value === 'object' && info.value !== null && 'isSample' in info.value && info.value.isSample === true;
    if (isSample) recents.opened({ path, openedAt: clock.now(), isSample });
  }

  readonly #answers: Answers = {
    'files.create': async ({ what }) => {
      const path = await this.#config.host.createFile(what);
      if (path === null) throw new AppError('CANCELLED', 'No file was created.');
      return { path };
    },
    'files.recent': async () => this.#recent(),
    'files.open': async ({ recent }) => {
      const { host, recents } = this.#config;
      if (recent === undefined) return { path: await host.openOther(null) };
      const entry = recents.find(recent);
      if (!entry) throw new AppError('FORBIDDEN', 'Only files that were open here before can be opened from a page.');
      if (isMissing(entry)) throw new AppError('NOT_FOUND', `${entry.path} is gone: it was moved, renamed or deleted. Take it off the list, or put it back.`);
      return { path: await host.openOther(entry.path) };
    },
    'files.forget': async ({ recent }) => {
      this.#config.recents.forget(recent);
      return {};
    },
    'files.status': async () => this.#status(),
    'files.takeOver': async () => {
      await this.#held().takeOver();
      return {};
    },
    'files.settings': async ({ automaticBackups }) => {
      this.#config.recents.setAutomaticBackups(automaticBackups);
      return {};
    },
    'files.backup': async ({ label }) => {
      const { name, at } = await this.#held().keeper.backUp(label ?? null);
      return { name, at };
    },
    'files.backups': async () => this.#backups(),
    'files.inspect': async (input) => {
      const source = await this.#source(input);
      const { bytes } = source;
      return { ...(await this.#config.runJob({ act: 'inspect', path: source.path, current: this.#path() })), name: source.name, bytes };
    },
    'files.restore': async (input, context) => this.#restore(input, context),
    'files.saveCopy': async ({ name }) => this.#saveCopy(name),
  };

  #path(): string {
    const { path } = this.#config.host;
    if (path === null) throw new AppError('DATABASE_MISSING', 'No company file is open.');
    return path;
  }

  #held(): HeldFile {
    const { core } = this.#config.host;
    if (core instanceof HeldFile) return core;
    throw new AppError('DATABASE_MISSING', 'No company file is open.');
  }

  #recent(): Output<'files.recent'> {
    const { host, recents } = this.#config;
    return recents.list.map((entry) => ({
      ...entry,
      name: basename(entry.path),
      state: isMissing(entry) ? 'missing' : entry.path === host.path && host.core !== null ? 'open' : 'there',
    }));
  }

  async #status(): Promise<Output<'files.status'>> {
    const { host, recents } = this.#config;
    const path = this.#path();
    const held = host.core instanceof HeldFile ? host.core : null;
    const last = newestChecked(await findBackups(path));
    return {
      path,
      state: host.core === null ? (host.hasFailed ? 'failed' : 'none') : held?.holder ? 'read_only' : 'open',
      bytes: await bytesOf(path),
      holder: held?.holder ?? null,
      placeWarning: await placeWarning(path),
      automaticBackups: recents.automaticBackups,
      backupFolder: backupsFolder(path),
      lastBackup: last === null ? null : { name: last.name, at: last.at, reason: last.reason },
      backupFailure: held?.keeper.failure ?? null,
    };
  }

  async #backups(): Promise<Output<'files.backups'>> {
    const found = await findBackups(this.#path());
    const keyOf = ({ path, bytes }: FoundBackup): string => `${path} ${bytes}`;
    // what a restore put aside still has its journal: it is only opened when a person asks about it
    const uncounted = found.filter((one) => one.isChecked && !this.#counted.has(keyOf(one)));
    if (uncounted.length > 0) {
      const counts = await this.#config.runJob({ act: 'count', paths: uncounted.map(({ path }) => path) });
      for (const [index, one] of uncounted.entries()) this.#counted.set(keyOf(one), counts[index] ?? null);
    }
    return found.map((one) => {
      const { name, at, reason, label, bytes, isChecked } = one;
      return { name, at, reason, label, bytes, isChecked, counts: this.#counted.get(keyOf(one)) ?? null };
    });
  }

  /** A backup by its name in the list, or a file that a person chose. @throws AppError NOT_FOUND, FORBIDDEN */
  async #source(input: Parsed<'files.restore'>): Promise<{ name: string; path: string; bytes: number }> {
    if ('path' in input) {
      if (!this.#config.host.mayNamePaths) throw new AppError('FORBIDDEN', 'Choose one of the listed backups: a page may not name files.');
      return { name: basename(input.path), path: input.path, bytes: (await bytesOf(input.path)) ?? 0 };
    }
    const found = (await findBackups(this.#path())).find((one) => one.name === input.name);
    if (!found)
      throw new AppError('NOT_FOUND', `There is no backup ${input.name.slice(0, 120)}. It may have been moved or thinned out; look at the list again.`);
    return found;
  }

  async #restore(input: Parsed<'files.restore'>, context: CallContext): Promise<Output<'files.restore'>> {
    const { host, runJob } = this.#config;
    const path = this.#path();
    const source = await this.#source(input);
    if (host.core instanceof HeldFile) await host.core.refuseUnlessHolder();
    if (host.busyWith !== null) throw new AppError('DATABASE_BUSY', `A job is still running (${host.busyWith}). Restore when it is done; nothing was changed.`);
    const by = { host: context.host, ...(context.actor === undefined ? {} : { actor: context.actor }) };
    const { kept } = await host.whileClosed(() => runJob({ act: 'restore', source: source.path, path, by }));
    return { path, kept: kept === null ? null : basename(kept) };
  }

  async #saveCopy(name: string | undefined): Promise<Output<'files.saveCopy'>> {
    const path = this.#path();
    const target = await this.#config.host.copyTarget(name ?? `${basename(path, extname(path))} copy${extname(path)}`);
    if (target !== null) await this.#config.runJob({ act: 'backup', path, target, last: null });
    return { saved: target };
  }
}

/** A bare name beside a file, with its ending: what a page says can never lead to another folder. */
export function besideFile(path: string, name: string): string {
  const bare = basename(name.replaceAll('\\', '/'))
    .replaceAll(/[<>:"|?*\p{Cc}]/gu, '')
    .replace(/^[. ]+|[. ]+$/g, '');
  const extension = extname(path);
  if (bare === '') throw new AppError('BAD_INPUT', 'A copy needs a name.');
  return join(dirname(path), bare.endsWith(extension) ? bare : `${bare}${extension}`);
}

async function bytesOf(path: string): Promise<number | null> {
  return await stat(path).then(
    ({ size }) => size,
    () => null,
  );
}
