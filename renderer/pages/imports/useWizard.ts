import { useMemo, useState } from 'react';
import { useCommand } from '../../api/hooks.ts';
import { needsMapping, toInput } from '../../forms/import-files.ts';
import { reportOf } from '../../forms/import-memory.ts';
import { NOTHING_MENDED } from '../../forms/import-mending.ts';
import type { Report } from './CheckStep.tsx';
import { useChosenFiles } from './useChosenFiles.ts';
import { useMending } from './useMending.ts';

export type Step = 0 | 1 | 2 | 3;

/** Choose → map where needed → check (dry run) and mend → commit. Going back never loses what was entered. */
export function useWizard() {
  const [step, setStep] = useState<Step>(0);
  const [report, setReport] = useState<Report | null>(null);
  const [taken, setTaken] = useState<Report | null>(null);
  const chosen = useChosenFiles();
  const { files } = chosen;
  const check = useCommand('imports.run');
  const commit = useCommand('imports.run');
  const failure = commit.error ?? check.error;
  const shown = useMemo(() => report ?? reportOf(failure), [report, failure]);
  const mended = useMending(files, shown);

  const begin = (): void => {
    setStep(0);
    setReport(null);
    setTaken(null);
    mended.setMending(NOTHING_MENDED);
    mended.setChecked(NOTHING_MENDED);
  };
  const add = async (more: readonly File[]): Promise<void> => {
    await chosen.add(more);
    begin();
  };
  const restart = (): void => {
    chosen.clear();
    begin();
  };
  const runCheck = async (mending = mended.mending): Promise<void> => {
    setStep(2);
    setReport(null);
    mended.setChecked(mending);
    commit.reset();
    const answer = await check.run(toInput(files, true, mending));
    if (answer !== null) setReport(answer);
  };
  const leaveOut = (): void => {
    const without = mended.withoutBadRows();
    mended.setMending(without);
    void runCheck(without);
  };
  const runCommit = async (): Promise<void> => {
    const answer = await commit.run(toInput(files, false, mended.mending));
    if (answer === null) return;
    setTaken(answer);
    setStep(3);
  };
  const needs = files.some(needsMapping);
  const next = (): void => {
    if (check.isRunning || commit.isRunning || files.length === 0) return;
    if (step === 0 && needs) setStep(1);
    else if (step === 0 || (step === 1 && !needs) || (step === 2 && mended.isMended)) void runCheck();
    else if (step === 2 && shown !== null && shown.errorCount === 0) void runCommit();
    else if (step === 3) restart();
  };
  return { ...chosen, ...mended, add, leaveOut, step, setStep, shown, taken, needs, next, check, commit, restart, runCheck };
}
