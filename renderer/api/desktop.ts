import { bridge } from './transport.ts';

/** What the desktop shell offers beyond every shell's bridge (electron/bridge.ts); absent under `serve`. */
interface Desktop {
  readonly openCompany: (choice: 'open' | 'new' | 'sample') => Promise<boolean>;
  /** Empty when nothing was chosen. */
  readonly pickOpen: (options: { readonly extensions: readonly string[] }) => Promise<readonly { readonly name: string; readonly path: string }[]>;
  /** An id of the command registry, or `route:/partners/ACME` for a link that was followed. */
  readonly onCommand: (listener: (command: string) => void) => () => void;
}

function isDesktop(native: object): native is Desktop {
  return 'openCompany' in native && typeof native.openCompany === 'function' && 'onCommand' in native && typeof native.onCommand === 'function';
}

export function desktop(): Desktop | null {
  const { native } = bridge();
  return native !== null && isDesktop(native) ? native : null;
}
