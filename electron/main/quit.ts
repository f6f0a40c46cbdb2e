import type { Dialog } from 'electron';

export interface QuitDeps {
  readonly dialog: Pick<Dialog, 'showMessageBox'>;
  readonly running: () => number;
  /** True as soon as nothing runs, false after the time given. */
  readonly idle: (withinMs: number) => Promise<boolean>;
  readonly cancelAll: () => void;
  readonly close: () => Promise<void>;
  readonly exit: () => void;
  readonly log: (what: string, error: unknown) => void;
}

/** A query is over sooner than a person could read a question about it. */
const GRACE_MS = 400;
const WAIT_MS = 24 * 3_600_000;

type Step = 'running' | 'asking' | 'leaving';

/** Leaves the application without cutting a job in half: asks when one runs, then closes the file, then goes. */
export class Quit {
  readonly #deps: QuitDeps;
  #step: Step = 'running';

  constructor(deps: QuitDeps) {
    this.#deps = deps;
  }

  get isLeaving(): boolean {
    return this.#step === 'leaving';
  }

  /** For `before-quit`: true lets Electron go on, false means that we call back when the time has come. */
  mayQuit(): boolean {
    if (this.#step === 'leaving') return true;
    if (this.#step === 'running') {
      this.#step = 'asking';
      this.#leave().catch((error: unknown) => {
        this.#deps.log('quit', error);
        this.#go();
      });
    }
    return false;
  }

  #go(): void {
    this.#step = 'leaving';
    this.#deps.exit();
  }

  async #leave(): Promise<void> {
    const deps = this.#deps;
    if (!(await deps.idle(GRACE_MS)) && !(await this.#agreed())) {
      this.#step = 'running';
      return;
    }
    await deps.close();
    this.#go();
  }

  async #agreed(): Promise<boolean> {
    const { response } = await this.#deps.dialog.showMessageBox({
      type: 'question',
      title: 'Partnerdesk',
      message: 'A job is still running.',
      detail: 'Wait, and the application closes when it is done. Stop it, and nothing of it is kept: the file stays as it was before.',
      buttons: ['Wait, then quit', 'Stop it and quit', 'Keep working'],
      defaultId: 0,
      cancelId: 2,
      noLink: true,
    });
    if (response === 2) return false;
    if (response === 1) this.#deps.cancelAll();
    else await this.#deps.idle(WAIT_MS);
    return true;
  }
}
