import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

/** Every program the main build makes: out/main/<name>.js. Workers and child processes are programs of their own. */
const PROGRAMS = {
  index: 'electron/main/index.ts',
  'file-worker': 'src/app/file-worker.ts',
  cli: 'src/cli/main.ts',
  worker: 'src/app/worker.ts',
  'xlsx-child': 'src/importers/xlsx-child.ts',
} as const;

const programs = Object.fromEntries(
  Object.entries(PROGRAMS)
    .map(([name, file]) => [name, resolve(file)] as const)
    .filter(([, file]) => existsSync(file)),
);

export default defineConfig({
  main: {
    // Exactly `dependencies` stay outside; drizzle-orm, zod, papaparse and the rest are bundled (an unbundled drizzle-orm costs 0.4 s of every start).
    build: {
      outDir: 'out/main',
      sourcemap: 'hidden',
      rolldownOptions: { input: programs, output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' } },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // A sandboxed preload is CommonJS and can require nothing but electron.
      externalizeDeps: false,
      rolldownOptions: { input: { index: resolve('electron/preload/index.ts') }, output: { format: 'cjs', entryFileNames: '[name].cjs' } },
    },
  },
  renderer: {
    root: 'renderer',
    plugins: [react()],
    build: {
      outDir: resolve('out/renderer'),
      minify: true,
      // The content policy has no data: for fonts, and a worker or script is never inlined.
      assetsInlineLimit: 0,
      // Loaded from this machine: one larger file is no wait.
      chunkSizeWarningLimit: 2_000,
      rolldownOptions: { input: { index: resolve('renderer/index.html') } },
    },
  },
});
