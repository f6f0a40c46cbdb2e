/** What a child process is to do: the one shape that the drivers and `child.ts` share. */
export interface Job {
  readonly db: string;
  readonly steps: readonly Step[];
  /** How the child ends itself; without it, it runs to its end. */
  readonly die?: Death;
  /** Wait for a line on standard input after opening, so that several children begin at once. */
  readonly barrier?: boolean;
  /** Leave the replies out except for their code, for many cheap steps. */
  readonly brief?: boolean;
}

export type Step = { readonly call: string; readonly input: unknown; readonly requestId?: string } | { readonly backup: string } | { readonly restore: string };

/**
 * `time`: a thread kills the process that many milliseconds after the first step began, wherever the main thread is then.
 * `progress`: at the n-th progress report, inside the transaction. `commit`: after COMMIT, before the answer. `reply`: after it.
 */
export type Death = { readonly at: 'time'; readonly ms: number } | { readonly at: 'progress'; readonly n: number } | { readonly at: 'commit' | 'reply' };

export type Line =
  | { readonly event: 'open' }
  | { readonly event: 'begin'; readonly step: number }
  | { readonly event: 'reply'; readonly step: number; readonly ok: boolean; readonly code: string | null; readonly ms: number; readonly body: unknown }
  | { readonly event: 'closed'; readonly ms: number };
