import type { ErrorBody } from '../shared/errors.ts';

/** How every host answers: values, never thrown errors, because those lose their code on the way. */
export type Reply = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: ErrorBody };

export interface CallOptions {
  /** Made on the click and kept until the answer is known: the same id again is the same act. */
  readonly requestId?: string;
}

export interface ChangeEvent {
  readonly topics: readonly string[];
  readonly seq: number;
}

/** Progress of a long call, matched by its request id. */
export interface ProgressEvent {
  readonly requestId: string;
  readonly phase: string;
  readonly done: number;
  readonly total: number;
}

/** What the shell offers a page beyond the contract; absent under `serve`. */
export interface NativeBridge {
  readonly platform: string;
  readonly saveFile: (suggestedName: string, base64: string) => Promise<{ readonly saved: string | null }>;
  readonly openExternal: (url: string) => Promise<void>;
}

/** The only thing a page can reach. */
export interface HostBridge {
  readonly host: 'electron' | 'http';
  readonly call: (name: string, input: unknown, options?: CallOptions) => Promise<Reply>;
  readonly cancel: (requestId: string) => void;
  readonly onChange: (listener: (event: ChangeEvent) => void) => () => void;
  readonly onProgress: (listener: (event: ProgressEvent) => void) => () => void;
  readonly native: NativeBridge | null;
}
