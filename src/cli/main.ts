#!/usr/bin/env node
import { run } from './run.ts';

// `partnerdesk … | head` closes the pipe early: that is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

// What it writes (databases, copies, exports) holds people's bank details: for this user only.
process.umask(0o077);

// The code is set rather than exited with, so that what was written reaches a pipe.
process.exitCode = await run(process.argv.slice(2), { out: process.stdout, err: process.stderr, stdin: process.stdin, env: process.env });
