import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Parsed } from '../../contract/index.ts';
import type { InputFile } from '../../importers/index.ts';
import { AppError } from '../../shared/errors.ts';

type File = Parsed<'imports.run'>['files'][number];

/** The bytes of the files with what was chosen for each. @throws AppError BAD_INPUT, FILE_UNREADABLE */
export async function readInputs(files: readonly File[], allowPaths: boolean): Promise<InputFile[]> {
  const read: InputFile[] = [];
  for (const file of files) read.push(await readInput(file, allowPaths));
  return read;
}

async function readInput({ base64, path, name, kind, mapping, dateOrder, delimiter, corrections, leaveOut }: File, allowPaths: boolean): Promise<InputFile> {
  const options = {
    ...(kind === undefined ? {} : { kind }),
    ...(mapping === undefined ? {} : { mapping }),
    ...(dateOrder === undefined ? {} : { dateOrder }),
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(corrections === undefined ? {} : { corrections }),
    ...(leaveOut === undefined ? {} : { leaveOut }),
  };
  if (base64 !== undefined) return { ...options, name, bytes: Buffer.from(base64, 'base64') };
  if (path === undefined || !allowPaths) throw new AppError('BAD_INPUT', `imports.run: give the content of ${name} as base64`);
  try {
    return { ...options, name: name === '' ? basename(path) : name, bytes: await readFile(path) };
  } catch (error) {
    throw new AppError('FILE_UNREADABLE', `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
