import { useCallback, useState } from 'react';
import { useCommand } from '../../api/hooks.ts';
import { type ChosenFile, needsMapping, readChosen, toInput } from '../../forms/import-files.ts';
import { rememberedMappings, reportOf } from '../../forms/import-memory.ts';
import type { Report } from './CheckStep.tsx';

export type Step = 0 | 1 | 2 | 3;

/** Choose → map where needed → check (dry run) → commit. Going back never loses what was entered. */
export function useWizard() {
  const [step, setStep] = useState<Step>(0);
  const [files, setFiles] = useState<readonly ChosenFile[]>([]);
  const [report, setReport] = useState<Report | null>(null);
  const [taken, setTaken] = useState<Report | null>(null);
  const check = useCommand('imports.run');
  const commit = useCommand('imports.run');

  /** Fills in what such headers meant the last time, unless the person was quicker. */
  const recall = useCallback(async (asked: readonly ChosenFile[]) => {
    const offers = await rememberedMappings(asked);
    const isUntouched = (file: ChosenFile): boolean =>
      asked.some(({ id, kind }) => id === file.id && kind === file.kind) && Object.keys(file.mapping).length === 0;
    setFiles((before) => before.map((file) => (isUntouched(file) ? { ...file, mapping: offers.get(file.id) ?? {} } : file)));
  }, []);
  const add = useCallback(
    async (chosen: readonly File[]) => {
      const read = await Promise.all(chosen.map(readChosen));
      setFiles((before) => [...before.filter((old) => !read.some((file) => file.name === old.name)), ...read]);
      setStep(0);
      setReport(null);
      setTaken(null);
      void recall(read);
    },
    [recall],
  );
  const remove = useCallback((id: string) => setFiles((before) => before.filter((file) => file.id !== id)), []);
  const change = (file: ChosenFile): void => {
    setFiles((before) => before.map((old) => (old.id === file.id ? file : old)));
    if (file.kind !== files.find((old) => old.id === file.id)?.kind) void recall([file]);
  };

  const runCheck = async (): Promise<void> => {
    setStep(2);
    setReport(null);
    const answer = await check.run(toInput(files, true));
    if (answer !== null) setReport(answer);
  };
  const runCommit = async (): Promise<void> => {
    const answer = await commit.run(toInput(files, false));
    if (answer === null) return;
    setTaken(answer);
    setStep(3);
  };
  const restart = (): void => {
    setFiles([]);
    setReport(null);
    setTaken(null);
    setStep(0);
  };
  const shown = report ?? reportOf(commit.error) ?? reportOf(check.error);
  const needs = files.some(needsMapping);
  const next = (): void => {
    if (check.isRunning || commit.isRunning || files.length === 0) return;
    if (step === 0 && needs) setStep(1);
    else if (step === 0 || (step === 1 && !needs)) void runCheck();
    else if (step === 2 && shown !== null && shown.errorCount === 0) void runCommit();
    else if (step === 3) restart();
  };
  return { step, setStep, files, add, remove, change, shown, taken, needs, next, check, commit, restart, runCheck };
}
