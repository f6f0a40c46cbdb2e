import { useCallback, useState } from 'react';
import { type ChosenFile, readChosen } from '../../forms/import-files.ts';
import { rememberedMappings } from '../../forms/import-memory.ts';

/** The files of one import and what was said about them. */
export function useChosenFiles() {
  const [files, setFiles] = useState<readonly ChosenFile[]>([]);

  /** Fills in what such headers meant the last time, unless the person was quicker. */
  const recall = useCallback(async (asked: readonly ChosenFile[]) => {
    const offers = await rememberedMappings(asked);
    const isUntouched = (file: ChosenFile): boolean =>
      asked.some(({ id, kind }) => id === file.id && kind === file.kind) && Object.keys(file.mapping).length === 0;
    setFiles((before) => before.map((file) => (isUntouched(file) ? { ...file, mapping: offers.get(file.id) ?? {}, isRecalled: offers.has(file.id) } : file)));
  }, []);
  const add = useCallback(
    async (chosen: readonly File[]) => {
      const read = await Promise.all(chosen.map(readChosen));
      setFiles((before) => [...before.filter((old) => !read.some((file) => file.name === old.name)), ...read]);
      void recall(read);
    },
    [recall],
  );
  const remove = useCallback((id: string) => setFiles((before) => before.filter((file) => file.id !== id)), []);
  const change = (file: ChosenFile): void => {
    setFiles((before) => before.map((old) => (old.id === file.id ? file : old)));
    if (file.kind !== files.find((old) => old.id === file.id)?.kind) void recall([file]);
  };
  return { files, add, remove, change, clear: () => setFiles([]) };
}
