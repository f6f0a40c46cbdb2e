import type { CallOptions, ChangeEvent, HostBridge, ProgressEvent, Reply } from '../../src/contract/host.ts';
import { ERROR_CODES, type ErrorBody } from '../../src/shared/errors.ts';

/** What a shell may put into the page; under `serve` there is nothing. */
type Shelled = Window & { readonly bridge?: HostBridge };

function isReply(value: unknown): value is Reply {
  if (typeof value !== 'object' || value === null || !('ok' in value)) return false;
  if (value.ok === true) return true;
  return 'error' in value && isErrorBody(value.error);
}

function isErrorBody(value: unknown): value is ErrorBody {
  return (
    typeof value === 'object' &&
    value !== null &&
    'code' in value &&
    typeof value.code === 'string' &&
    Object.hasOwn(ERROR_CODES, value.code) &&
    'message' in value &&
    typeof value.message === 'string'
  );
}

/** Whether the act happened is not known: the host went away before it answered. */
const UNREACHABLE: Reply = {
  ok: false,
  error: { code: 'OUTCOME_UNKNOWN', message: 'The host did not answer. Check that Partnerdesk still runs, then try again: the same act is never done twice.' },
};

async function post(name: string, input: unknown, requestId: string | undefined): Promise<Reply> {
  let response: Response;
  try {
    response = await fetch(`/rpc/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(requestId === undefined ? { input } : { input, requestId }),
      credentials: 'same-origin',
    });
  } catch {
    return UNREACHABLE;
  }
  const body: unknown = await response.json().catch(() => null);
  if (isReply(body)) return body;
  if (response.status === 401)
    return { ok: false, error: { code: 'NOT_SIGNED_IN', message: 'This address has no session. Open the link that `serve` printed.' } };
  return UNREACHABLE;
}

/** The same bridge over HTTP, for `serve`: calls are posts, events come over one server-sent stream. */
export function httpBridge(): HostBridge {
  const changes = new Set<(event: ChangeEvent) => void>();
  const progresses = new Set<(event: ProgressEvent) => void>();
  let source: EventSource | null = null;
  const listen = (): void => {
    if (source !== null) return;
    source = new EventSource('/events');
    source.addEventListener('change', (event: MessageEvent<string>) => {
      for (const listener of changes) listener(JSON.parse(event.data) as ChangeEvent);
    });
    source.addEventListener('progress', (event: MessageEvent<string>) => {
      for (const listener of progresses) listener(JSON.parse(event.data) as ProgressEvent);
    });
  };
  const on = <T>(set: Set<(event: T) => void>, listener: (event: T) => void): (() => void) => {
    set.add(listener);
    listen();
    return () => set.delete(listener);
  };
  return {
    host: 'http',
    native: null,
    call: (name, input, options?: CallOptions) => post(name, input, options?.requestId),
    // Only asked for: whether the call stopped in time, its own answer says.
    cancel: (requestId) => void fetch(`/rpc-cancel/${encodeURIComponent(requestId)}`, { method: 'POST', credentials: 'same-origin' }).catch(() => undefined),
    onChange: (listener) => on(changes, listener),
    onProgress: (listener) => on(progresses, listener),
  };
}

let current: HostBridge | null = null;

export function bridge(): HostBridge {
  current ??= (window as Shelled).bridge ?? httpBridge();
  return current;
}

/** Tests put a stand-in here; null goes back to the real one. */
export function setBridge(replacement: HostBridge | null): void {
  current = replacement;
}
