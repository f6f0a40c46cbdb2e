import type { ChangeEvent, HostBridge, NativeBridge, ProgressEvent } from '../src/contract/host.ts';

/** A file a person chose in a dialog. Only such a path may be given to procedures that take one; the shell refuses every other. */
export interface PickedFile {
  readonly name: string;
  readonly path: string;
}

export interface HostInfo {
  readonly appVersion: string;
  readonly packaged: boolean;
  /** The company file in use. */
  readonly fileName: string;
  /** Names of files opened before, newest first; `openCompany` takes their position. */
  readonly recent: readonly string[];
}

/** Which company file to work in next; pages are loaded anew when it changed. */
export type CompanyChoice = 'open' | 'new' | 'sample' | { readonly recent: number };

export interface OpenOptions {
  /** Without the dot, for example `csv`. */
  readonly extensions: readonly string[];
  readonly multiple?: boolean;
}

/** What the desktop offers beyond every shell's `NativeBridge`. A promise rejects with a message meant for the person. */
export interface DesktopNative extends NativeBridge {
  readonly info: () => Promise<HostInfo>;
  /** Empty when nothing was chosen. */
  readonly pickOpen: (options: OpenOptions) => Promise<readonly PickedFile[]>;
  /** Null when nothing was chosen. */
  readonly pickSave: (suggestedName: string) => Promise<PickedFile | null>;
  /** False when nothing was chosen. */
  readonly openCompany: (choice: CompanyChoice) => Promise<boolean>;
  /** Chosen in the menu: an id of the page's command registry, for example `view.palette`. Asked for by a link: `route:/partners/ACME`. */
  readonly onCommand: (listener: (command: string) => void) => () => void;
}

/** `window.bridge` on the desktop. */
export interface DesktopBridge extends HostBridge {
  readonly host: 'electron';
  readonly native: DesktopNative;
}

/** What travels from the main process to pages on the one event channel. */
export type HostMessage =
  | { readonly kind: 'change'; readonly event: ChangeEvent }
  | { readonly kind: 'progress'; readonly event: ProgressEvent }
  | { readonly kind: 'command'; readonly command: string };
