#!/usr/bin/env node
// The command line: the built one when it is newer than the sources, else the sources themselves. In this process, so that
// standard streams and the exit code are its own.
import { existsSync } from 'node:fs';
import module from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isFresh, ROOT } from './build-state.mjs';
import { requireNode } from './node-version.mjs';

requireNode();
module.enableCompileCache?.(join(ROOT, 'node_modules', '.cache', 'node'));

const BUILT = 'out/main/cli.js';
const SOURCE = 'src/cli/main.ts';

function program() {
  // A packaged application has no sources to be older than.
  if (!existsSync(join(ROOT, SOURCE)) || isFresh([BUILT], ['src'])) return BUILT;
  if (process.features.typescript) return SOURCE;
  process.stderr.write('This Node cannot run TypeScript by itself. Run "npm run build" first, or use Node 22.18 or newer.\n');
  process.exit(1);
}

const entry = join(ROOT, program());
const words = process.argv.slice(2);
process.argv = [process.argv[0], entry, ...(words[0] === '--' ? words.slice(1) : words)];
await import(pathToFileURL(entry).href);
