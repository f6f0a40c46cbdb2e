import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';
import type { CallOptions, Reply } from '../../src/contract/host.ts';
import type { DesktopBridge, HostMessage } from '../bridge.ts';

const NAME = /^(?!native\.)[a-z][A-Za-z]{0,39}\.[a-z][A-Za-z]{0,39}$/;

const invoke = (name: string, input: unknown, options: CallOptions = {}): Promise<Reply> =>
  ipcRenderer.invoke('rpc', { name, input, options }) as Promise<Reply>;

/** Functions of the shell throw where procedures answer: their message is for the person who clicked. */
async function native<T>(name: string, input: unknown): Promise<T> {
  const reply = await invoke(`native.${name}`, input);
  if (!reply.ok) throw new Error(reply.error.message);
  return reply.value as T;
}

/** Hands on our own message, never Electron's event object (it carries the sender, and with it every channel). */
function subscribe(deliver: (message: HostMessage) => void): () => void {
  const listener = (_event: IpcRendererEvent, message: HostMessage): void => deliver(message);
  ipcRenderer.on('event', listener);
  return () => {
    ipcRenderer.off('event', listener);
  };
}

const bridge = {
  host: 'electron',
  call: async (name, input, options) => {
    if (typeof name !== 'string' || !NAME.test(name)) return { ok: false, error: { code: 'UNKNOWN_PROCEDURE', message: 'There is no such procedure.' } };
    return await invoke(name, input, options);
  },
  cancel: (requestId) => {
    invoke('native.cancel', { requestId }).catch(() => undefined);
  },
  onChange: (listener) =>
    subscribe((message) => {
      if (message.kind === 'change') listener(message.event);
    }),
  onProgress: (listener) =>
    subscribe((message) => {
      if (message.kind === 'progress') listener(message.event);
    }),
  native: {
    platform: process.platform,
    info: () => native('info', {}),
    pickOpen: (options) => native('pickOpen', options),
    pickSave: (suggestedName) => native('pickSave', { suggestedName }),
    saveFile: (suggestedName, base64) => native('saveFile', { suggestedName, base64 }),
    openExternal: (url) => native('openExternal', { url }),
    openCompany: (choice) => native('openCompany', { choice }),
    onCommand: (listener) =>
      subscribe((message) => {
        if (message.kind === 'command') listener(message.command);
      }),
  },
} as const satisfies DesktopBridge;

contextBridge.exposeInMainWorld('bridge', bridge);
