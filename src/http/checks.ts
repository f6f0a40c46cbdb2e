import type { IncomingMessage } from 'node:http';
import { type Answer, refusal } from './headers.ts';

/** Every value sent under a header name; Node would keep the first of two Hosts and say nothing. */
function valuesOf(request: IncomingMessage, name: string): string[] {
  const values: string[] = [];
  for (let i = 0; i < request.rawHeaders.length; i += 2) {
    if (request.rawHeaders[i]?.toLowerCase() === name) values.push(request.rawHeaders[i + 1] ?? '');
  }
  return values;
}

/** The Hosts we answer to, exactly as written. A browser leaves out port 80. */
export function allowedHosts(port: number): ReadonlySet<string> {
  const names = ['127.0.0.1', 'localhost'];
  return new Set(port === 80 ? [...names, ...names.map((name) => `${name}:80`)] : names.map((name) => `${name}:${port}`));
}

/** Before anything else is looked at: a page of another name that was rebound to this address must get nothing. */
export function checkHost(request: IncomingMessage, hosts: ReadonlySet<string>): Answer | null {
  const [host, ...more] = valuesOf(request, 'host');
  const isOrigin = request.url?.startsWith('/') === true && !request.url.startsWith('//');
  if (host === undefined || more.length > 0 || !hosts.has(host) || !isOrigin)
    return refusal(403, 'FORBIDDEN', 'This address is not served here.', { Connection: 'close' });
  return null;
}

/** A request that another site's page made must not be obeyed; browsers say so themselves. */
export function checkSite(request: IncomingMessage): Answer | null {
  const sites = valuesOf(request, 'sec-fetch-site');
  return sites.every((site) => site === 'same-origin' || site === 'none') ? null : refusal(403, 'FORBIDDEN', 'Only pages of this application may ask.');
}

/** For requests that do something: they come from our own page, and say so. */
export function checkOrigin(request: IncomingMessage): Answer | null {
  const [origin, ...more] = valuesOf(request, 'origin');
  const own = more.length === 0 && origin === `http://${request.headers.host ?? ''}`;
  return own ? checkSite(request) : refusal(403, 'FORBIDDEN', 'Only pages of this application may ask.');
}

/** JSON only: a form of another site cannot send it without asking first. */
export function checkJson(request: IncomingMessage): Answer | null {
  const [type, ...more] = valuesOf(request, 'content-type');
  const isJson = more.length === 0 && /^application\/json(?:\s*;\s*charset="?utf-8"?)?$/i.test(type ?? '');
  if (!isJson) return refusal(415, 'BAD_INPUT', 'The body must be application/json.');
  const encoding = request.headers['content-encoding'];
  return encoding === undefined || encoding === 'identity' ? null : refusal(415, 'BAD_INPUT', 'The body must not be compressed.');
}

export function wrongMethod(allowed: string): Answer {
  return refusal(405, 'BAD_INPUT', 'This address does not take that method.', { Allow: allowed });
}
