import { chromium } from '@playwright/test';
import { findChromium } from '../../../scripts/chromium.mjs';

/** Null where there is none: then browser tests skip and say so. */
export const CHROMIUM_PATH: string | null = findChromium(chromium.executablePath());

/** No sandbox and no GPU in containers; nothing that talks to the network by itself. */
export const CHROMIUM_FLAGS: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
