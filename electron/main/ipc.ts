import type { IpcMain, IpcMainInvokeEvent, WebFrameMain } from 'electron';
import type { CallOptions, Reply } from '../../src/contract/host.ts';
import { AppError, type ErrorBody, type ErrorCode } from '../../src/shared/errors.ts';
import { isOwnUrl } from './origin.ts';
import { shapeProblem } from './shape.ts';

/** The only two channels: requests of pages, and events to them. */
export const RPC_CHANNEL = 'rpc';
export const EVENT_CHANNEL = 'event';

const NAME = /^[a-z][A-Za-z]{0,39}\.[a-z][A-Za-z]{0,39}$/;
export const REQUEST_ID = /^[A-Za-z0-9_.:-]{1,128}$/;
const MAX_RUNNING = 256;

export type NativeHandlers = Readonly<Record<string, (input: unknown) => Promise<unknown>>>;

export interface RpcDeps {
  readonly ipcMain: Pick<IpcMain, 'handle'>;
  readonly devOrigin: string | null;
  readonly isOwnWindow: (webContentsId: number) => boolean;
  readonly isGranted: (path: string) => boolean;
  readonly call: (name: string, input: unknown, options: CallOptions) => Promise<Reply>;
  /** Functions of the shell itself, under `native.<name>`. */
  readonly native: NativeHandlers;
  readonly log: (what: string, error: unknown) => void;
}

export interface SenderEvent {
  readonly sender: { readonly id: number; readonly mainFrame: unknown; isDestroyed(): boolean };
  readonly senderFrame: Pick<WebFrameMain, 'url' | 'origin' | 'parent' | 'detached' | 'isDestroyed'> | null;
}

const refusal = (code: ErrorCode, message: string): { ok: false; error: ErrorBody } => ({ ok: false, error: { code, message } });

/** Only the top frame of a window we opened, showing our own page. Touching a frame that is gone throws: that is a no. */
export function isTrustedSender(event: SenderEvent, isOwnWindow: (id: number) => boolean, dev: string | null): boolean {
  try {
    const frame = event.senderFrame;
    if (frame === null || event.sender.isDestroyed() || frame.isDestroyed() || frame.detached) return false;
    if (!isOwnWindow(event.sender.id)) return false;
    if (frame.parent !== null || frame !== event.sender.mainFrame) return false;
    return frame.origin !== 'null' && isOwnUrl(frame.url, dev);
  } catch {
    return false;
  }
}

interface RpcRequest {
  readonly name: string;
  readonly input: unknown;
  readonly options: CallOptions;
}

/** The request, or in words what is wrong with it. Keys nobody knows are refused here as the contract refuses them inside `input`. */
export function parseRequest(raw: unknown, isGranted: (path: string) => boolean): RpcRequest | string {
  const problem = shapeProblem(raw, isGranted);
  if (problem !== null) return problem;
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return 'The request is not an object.';
  const request: Readonly<Record<string, unknown>> = { ...raw };
  for (const key of Object.keys(request))
    if (key !== 'name' && key !== 'input' && key !== 'options') return `The request has an unknown part "${key.slice(0, 40)}".`;
  const { name, input = {}, options = {} } = request;
  if (typeof name !== 'string' || !NAME.test(name)) return 'The request names no procedure.';
  const parsed = parseOptions(options);
  return typeof parsed === 'string' ? parsed : { name, input, options: parsed };
}

function parseOptions(raw: unknown): CallOptions | string {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return 'The options are not an object.';
  const { requestId, ...rest }: Readonly<Record<string, unknown>> = { ...raw };
  if (Object.keys(rest).length > 0) return 'The options hold an unknown part.';
  if (requestId === undefined) return {};
  return typeof requestId === 'string' && REQUEST_ID.test(requestId) ? { requestId } : 'The request id is not valid.';
}

/** Answers pages. Never throws: Electron would pass on the message of an error, and with it paths and SQL. */
export function registerRpc(deps: RpcDeps): void {
  let running = 0;
  deps.ipcMain.handle(RPC_CHANNEL, async (event: IpcMainInvokeEvent, raw: unknown): Promise<Reply> => {
    if (!isTrustedSender(event, deps.isOwnWindow, deps.devOrigin)) return refusal('FORBIDDEN', 'This page may not speak to the application.');
    if (running >= MAX_RUNNING) return refusal('DATABASE_BUSY', 'Too many requests are running; try again in a moment.');
    running += 1;
    try {
      const request = parseRequest(raw, deps.isGranted);
      if (typeof request === 'string') return refusal('BAD_INPUT', request);
      return await answer(deps, request);
    } catch (error) {
      if (error instanceof AppError) return { ok: false, error: error.toBody() };
      deps.log('rpc', error);
      return refusal('INTERNAL', 'Something went wrong inside the application; the log has the details.');
    } finally {
      running -= 1;
    }
  });
}

async function answer(deps: RpcDeps, request: RpcRequest): Promise<Reply> {
  if (!request.name.startsWith('native.')) return await deps.call(request.name, request.input, request.options);
  const name = request.name.slice('native.'.length);
  const handler = Object.hasOwn(deps.native, name) ? deps.native[name] : undefined;
  if (handler === undefined) return refusal('UNKNOWN_PROCEDURE', `The application has no function ${request.name}.`);
  const value = await handler(request.input);
  return { ok: true, value };
}
