// Draws resources/icon/icon.png from icon.svg with a Chromium, because no other tool for it is sure to be there. Run after changing the SVG.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { ROOT } from './build-state.mjs';
import { findChromium } from './chromium.mjs';

const SIZE = 1024;
const folder = join(ROOT, 'resources', 'icon');
const browser = await chromium.launch({ executablePath: findChromium(chromium.executablePath()) ?? undefined, args: ['--no-sandbox', '--disable-gpu'] });
const page = await browser.newPage({ viewport: { width: SIZE, height: SIZE } });
const svg = readFileSync(join(folder, 'icon.svg'), 'utf8');
await page.setContent(`<style>html,body{margin:0;background:transparent}svg{display:block;width:${SIZE}px;height:${SIZE}px}</style>${svg}`);
await page.screenshot({ path: join(folder, 'icon.png'), omitBackground: true });
await browser.close();
