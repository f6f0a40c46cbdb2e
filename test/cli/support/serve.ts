import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { start } from './spawn.ts';

/** The application served to browsers by a process of its own. */
export interface Served {
  readonly child: ChildProcessWithoutNullStreams;
  readonly origin: string;
  readonly first: string;
  readonly enter: (url: string) => Promise<{ status: number; cookie: string }>;
  readonly rpc: (cookie: string, name: string, input: unknown) => Promise<{ status: number; body: unknown }>;
  readonly errors: () => string;
}

export async function serve(args: readonly string[]): Promise<Served> {
  const child = start([...args, 'serve', '--port', '0', '--json']);
  onTestFinished(() => void child.kill('SIGKILL'));
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString('utf8');
  });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const { url, origin } = JSON.parse(line) as { url: string; origin: string };
  const post = (path: string, body: unknown, cookie?: string): Promise<Response> =>
    fetch(`${origin}${path}`, {
      method: 'POST',
      headers: { origin, 'content-type': 'application/json', ...(cookie === undefined ? {} : { cookie }) },
      body: JSON.stringify(body),
    });
  return {
    child,
    origin,
    first: url,
    errors: () => errors,
    enter: async (link) => {
      const answer = await post('/session', { token: new URL(link).hash.slice(1) });
      return { status: answer.status, cookie: (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '' };
    },
    rpc: async (cookie, name, input) => {
      const answer = await post(`/rpc/${name}`, { input }, cookie);
      return { status: answer.status, body: await answer.json() };
    },
  };
}
