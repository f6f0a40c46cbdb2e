import { basename, extname, join } from 'node:path';
import type { Dialog, OpenDialogOptions, SaveDialogOptions, Shell } from 'electron';
import { writeFileAtomic } from '../../src/ports/files.ts';
import { AppError } from '../../src/shared/errors.ts';
import type { CompanyChoice, HostInfo, PickedFile } from '../bridge.ts';
import { type NativeHandlers, REQUEST_ID } from './ipc.ts';

/** The only places a link may lead to: the tax office, its portal, and the central bank. */
const LINK_HOSTS: ReadonlySet<string> = new Set(['www.fbr.gov.pk', 'fbr.gov.pk', 'e.fbr.gov.pk', 'iris.fbr.gov.pk', 'www.sbp.org.pk']);
const EXTENSION = /^[a-z0-9]{1,12}$/;
const MAX_GRANTS = 2_000;

/** Paths a person chose in a dialog of this session; a page can hand on these and no others. */
export class Grants {
  readonly #paths = new Set<string>();

  add(path: string): PickedFile {
    if (this.#paths.size >= MAX_GRANTS) this.#paths.clear();
    this.#paths.add(path);
    return { name: basename(path), path };
  }

  has(path: string): boolean {
    return this.#paths.has(path);
  }
}

/** A link to open outside, or null: exactly https, a known host, no port and no credentials. */
export function allowedLink(text: string): string | null {
  if (text.length > 2_000 || !URL.canParse(text)) return null;
  const url = new URL(text);
  const plain = url.protocol === 'https:' && url.port === '' && url.username === '' && url.password === '';
  return plain && LINK_HOSTS.has(url.hostname) ? url.href : null;
}

/** A name a page suggests, as a bare file name that is valid on every system. */
export function safeFileName(suggested: string): string {
  const bare = Array.from(suggested.normalize('NFC'))
    .filter((letter) => letter >= ' ' && letter !== '\u007f' && !'<>:"/\\|?*\u202a\u202b\u202c\u202d\u202e'.includes(letter))
    .join('')
    .replace(/^[. ]+|[. ]+$/g, '')
    .slice(0, 150);
  return bare === '' ? 'Document' : bare;
}

type Fields = Readonly<Record<string, unknown>>;

/** The parts of a request, with unknown ones refused. */
function fields(input: unknown, known: readonly string[]): Fields {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) throw new AppError('BAD_INPUT', 'The request is not an object.');
  for (const key of Object.keys(input)) if (!known.includes(key)) throw new AppError('BAD_INPUT', `The request has an unknown part "${key.slice(0, 40)}".`);
  return { ...input };
}

function text(value: unknown, name: string, max: number): string {
  if (typeof value !== 'string' || value.length > max) throw new AppError('BAD_INPUT', `${name} is not a text of at most ${max} characters.`);
  return value;
}

function extensionsOf(value: unknown): string[] {
  const list: unknown[] = Array.isArray(value) ? value : [];
  const valid = list.filter((item): item is string => typeof item === 'string' && EXTENSION.test(item));
  if (valid.length === 0 || valid.length !== list.length || valid.length > 10) throw new AppError('BAD_INPUT', 'extensions is not a list of file extensions.');
  return valid;
}

function companyChoice(value: unknown): CompanyChoice {
  if (value === 'open' || value === 'new' || value === 'sample') return value;
  const { recent } = fields(value, ['recent']);
  if (typeof recent !== 'number' || !Number.isSafeInteger(recent) || recent < 0 || recent > 50)
    throw new AppError('BAD_INPUT', 'recent is not a position in the list.');
  return { recent };
}

export interface NativeDeps {
  readonly dialog: Pick<Dialog, 'showOpenDialog' | 'showSaveDialog'>;
  readonly shell: Pick<Shell, 'openExternal'>;
  readonly grants: Grants;
  /** Where exports go until a person chose another folder. */
  readonly documents: string;
  readonly info: () => HostInfo;
  readonly cancel: (requestId: string) => void;
  readonly openCompany: (choice: CompanyChoice) => Promise<boolean>;
}

/** The functions behind `bridge.native`. Each checks its own input: they do not pass the contract. */
export function createNative(deps: NativeDeps): NativeHandlers {
  const open = async (options: OpenDialogOptions): Promise<PickedFile[]> => {
    const { canceled, filePaths } = await deps.dialog.showOpenDialog(options);
    return canceled ? [] : filePaths.map((path) => deps.grants.add(path));
  };
  const save = async (suggestedName: string): Promise<PickedFile | null> => {
    const name = safeFileName(suggestedName);
    const extension = extname(name).slice(1).toLowerCase();
    const filters = EXTENSION.test(extension) ? [{ name: extension.toUpperCase(), extensions: [extension] }] : [];
    const options: SaveDialogOptions = { defaultPath: join(deps.documents, name), filters, properties: ['createDirectory', 'showOverwriteConfirmation'] };
    const { canceled, filePath } = await deps.dialog.showSaveDialog(options);
    return canceled || filePath === '' ? null : deps.grants.add(filePath);
  };
  return {
    info: async () => deps.info(),
    cancel: async (input) => {
      const { requestId } = fields(input, ['requestId']);
      if (typeof requestId === 'string' && REQUEST_ID.test(requestId)) deps.cancel(requestId);
      return null;
    },
    pickOpen: (input) => {
      const { extensions, multiple } = fields(input, ['extensions', 'multiple']);
      return open({
        filters: [{ name: 'Files', extensions: extensionsOf(extensions) }],
        properties: multiple === true ? ['openFile', 'multiSelections'] : ['openFile'],
      });
    },
    pickSave: (input) => save(text(fields(input, ['suggestedName'])['suggestedName'], 'suggestedName', 500)),
    saveFile: async (input) => {
      const { suggestedName, base64 } = fields(input, ['suggestedName', 'base64']);
      const content = text(base64, 'base64', Number.MAX_SAFE_INTEGER);
      const target = await save(text(suggestedName, 'suggestedName', 500));
      if (target === null) return { saved: null };
      try {
        await writeFileAtomic(target.path, Buffer.from(content, 'base64'));
      } catch (error) {
        throw saveError(error, target.name);
      }
      return { saved: target.path };
    },
    openExternal: async (input) => {
      const link = allowedLink(text(fields(input, ['url'])['url'], 'url', 2_000));
      if (link === null) throw new AppError('FORBIDDEN', 'This link is not one the application opens.');
      await deps.shell.openExternal(link);
      return null;
    },
    openCompany: (input) => deps.openCompany(companyChoice(fields(input, ['choice'])['choice'])),
  };
}

function saveError(error: unknown, name: string): AppError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC') return new AppError('DISK_FULL', `${name} was not saved: the disk is full. Free some space or choose another folder.`);
  return new AppError('FILE_UNREADABLE', `${name} could not be written there (${String(code ?? 'unknown fault')}). Choose another folder.`);
}
