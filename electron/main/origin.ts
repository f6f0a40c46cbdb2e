export const APP_SCHEME = 'app';
export const APP_HOST = 'local';
export const APP_ORIGIN = `${APP_SCHEME}://${APP_HOST}`;
export const START_PAGE = `${APP_ORIGIN}/index.html`;

/** The dev server's origin, or null. A packaged application has none, whatever the environment says. */
export function devOrigin(url: string | undefined, packaged: boolean): string | null {
  if (packaged || url === undefined || !URL.canParse(url)) return null;
  const { protocol, hostname, origin } = new URL(url);
  return protocol === 'http:' && (hostname === 'localhost' || hostname === '127.0.0.1') ? origin : null;
}

/** Is this address a page of ours? Node gives custom schemes the origin "null", so scheme and host are compared by themselves. */
export function isOwnUrl(url: string, dev: string | null): boolean {
  if (!URL.canParse(url)) return false;
  const parsed = new URL(url);
  if (parsed.username !== '' || parsed.password !== '') return false;
  if (parsed.protocol === `${APP_SCHEME}:`) return parsed.host === APP_HOST;
  return dev !== null && parsed.origin === dev;
}
