import type { Rectangle } from 'electron';
import { readJson, writeOwn } from './files.ts';

export interface WindowState {
  readonly bounds: Rectangle | null;
  readonly isMaximized: boolean;
  readonly zoom: number;
  /** The screen last shown, as the part of the address after `#`. */
  readonly route: string;
}

export const MIN_SIZE = { width: 900, height: 600 } as const;
const DEFAULT_SIZE = { width: 1280, height: 820 } as const;
/** So much of a window must be on a display for a person to take hold of it. */
const GRIP = { width: 120, height: 40 } as const;
const ROUTE = /^\/[A-Za-z0-9/_.~-]{0,200}$/;

function isRectangle(value: unknown): value is Rectangle {
  if (typeof value !== 'object' || value === null) return false;
  return ['x', 'y', 'width', 'height'].every((key) => {
    const part: unknown = Reflect.get(value, key);
    return Number.isSafeInteger(part) && Math.abs(part as number) <= 100_000;
  });
}

/** The screen's part of an address; filters behind `?` are left out, they may hold names. */
export function routeOf(url: string): string {
  const [path = ''] = (url.split('#')[1] ?? '').split('?');
  return ROUTE.test(path) ? path : '';
}

export function readWindowState(path: string): WindowState {
  const raw = readJson(path);
  const source: Readonly<Record<string, unknown>> = typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? { ...raw } : {};
  const { bounds, isMaximized, zoom, route } = source;
  return {
    bounds: isRectangle(bounds) ? { x: bounds.x, y: bounds.y, width: bounds.width, height: bounds.height } : null,
    isMaximized: isMaximized === true,
    zoom: typeof zoom === 'number' && zoom >= 0.5 && zoom <= 3 ? zoom : 1,
    route: typeof route === 'string' && ROUTE.test(route) ? route : '',
  };
}

export function writeWindowState(path: string, state: WindowState): void {
  writeOwn(path, `${JSON.stringify(state)}\n`);
}

function overlap(a: Rectangle, b: Rectangle): { width: number; height: number } {
  return {
    width: Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x),
    height: Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y),
  };
}

/** Saved bounds that fit a display there is now. A window left on a display that is gone comes back to the first one. */
export function repairBounds(saved: Rectangle | null, workAreas: readonly Rectangle[]): Rectangle {
  const [first = { x: 0, y: 0, ...DEFAULT_SIZE }] = workAreas;
  const wanted = saved ?? { x: first.x + (first.width - DEFAULT_SIZE.width) / 2, y: first.y + (first.height - DEFAULT_SIZE.height) / 2, ...DEFAULT_SIZE };
  const titleBar = { ...wanted, height: GRIP.height };
  const area = workAreas.find((candidate) => {
    const visible = overlap(titleBar, candidate);
    return visible.width >= GRIP.width && visible.height >= GRIP.height;
  });
  const home = area ?? first;
  const width = Math.min(Math.max(wanted.width, MIN_SIZE.width), home.width);
  const height = Math.min(Math.max(wanted.height, MIN_SIZE.height), home.height);
  const place = (start: number, size: number, from: number, room: number): number => Math.round(Math.min(Math.max(start, from), from + room - size));
  if (area === undefined)
    return {
      x: place(home.x + (home.width - width) / 2, width, home.x, home.width),
      y: place(home.y + (home.height - height) / 2, height, home.y, home.height),
      width,
      height,
    };
  return { x: place(wanted.x, width, home.x, home.width), y: place(wanted.y, height, home.y, home.height), width, height };
}
