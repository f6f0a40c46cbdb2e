import { join } from 'node:path';
import type { App } from 'electron';

/** Where everything lies. userData holds settings, window state and logs only; company files lie where their owner put them. */
export interface Paths {
  readonly renderer: string;
  readonly preload: string;
  readonly settings: string;
  readonly recents: string;
  readonly windowState: string;
  readonly logs: string;
  readonly icon: string;
}

/** From `getAppPath()`, never from this module's own place: source, bundle and archive differ. */
export function appPaths(app: Pick<App, 'getAppPath' | 'getPath'>): Paths {
  const root = app.getAppPath();
  const userData = app.getPath('userData');
  return {
    renderer: join(root, 'out', 'renderer'),
    preload: join(root, 'out', 'preload', 'index.cjs'),
    settings: join(userData, 'settings.json'),
    recents: join(userData, 'recent.json'),
    windowState: join(userData, 'window-state.json'),
    logs: join(userData, 'logs'),
    icon: join(root, 'resources', 'icon', 'icon.png'),
  };
}
