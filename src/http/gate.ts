import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const TOKEN_LIFETIME_MS = 60_000;
const MOST_FAILURES = 5;
const PAUSE_MS = 60_000;
/** A session ends after this long without a request, and with the process in any case. */
const SESSION_IDLE_MS = 12 * 60 * 60 * 1000;
const MOST_SESSIONS = 16;

export type Entry = { readonly ok: true; readonly cookie: string } | { readonly ok: false; readonly reason: 'wrong' | 'paused' };

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const secret = (): string => randomBytes(32).toString('base64url');

/**
 * Who may come in. A token of 256 bits opens one session, once, within a minute of being issued; the session is a cookie no script can read.
 * Only hashes are kept. After five wrong tokens nobody comes in for a minute; open sessions go on.
 */
export class Gate {
  readonly #cookieName: string;
  readonly #now: () => number;
  #token: { readonly hash: Buffer; readonly until: number } | null = null;
  #failures = 0;
  #pausedUntil = 0;
  /** Hash of the session's secret → its id and last use, least recently used first. */
  readonly #sessions = new Map<string, { readonly id: string; used: number }>();

  /** Cookies know no port: two hosts on one machine must not overwrite each other's. */
  constructor(port: number, now: () => number = () => performance.now()) {
    this.#cookieName = `partnerdesk_${port}`;
    this.#now = now;
  }

  /** A fresh token; the one before is no longer good. */
  issue(): string {
    const token = secret();
    this.#token = { hash: digest(token), until: this.#now() + TOKEN_LIFETIME_MS };
    return token;
  }

  /** Changes a token for a session. */
  enter(token: string): Entry {
    const now = this.#now();
    if (now < this.#pausedUntil) return { ok: false, reason: 'paused' };
    const expected = this.#token;
    const matches = timingSafeEqual(digest(token), expected?.hash ?? Buffer.alloc(32));
    if (!expected || !matches || now > expected.until) {
      this.#failures += 1;
      if (this.#failures >= MOST_FAILURES) {
        this.#failures = 0;
        this.#pausedUntil = now + PAUSE_MS;
      }
      return { ok: false, reason: 'wrong' };
    }
    this.#token = null;
    this.#failures = 0;
    return { ok: true, cookie: this.#open(now) };
  }

  #open(now: number): string {
    const value = secret();
    this.#sessions.set(digest(value).toString('hex'), { id: secret(), used: now });
    for (const key of this.#sessions.keys()) {
      if (this.#sessions.size <= MOST_SESSIONS) break;
      this.#sessions.delete(key);
    }
    return `${this.#cookieName}=${value}; HttpOnly; SameSite=Strict; Path=/`;
  }

  /** The id of the session a request belongs to, or null. Of two cookies of our name none is believed. */
  sessionOf(cookies: string | undefined): string | null {
    const values = (cookies ?? '')
      .split(';')
      .map((pair) => pair.trim())
      .filter((pair) => pair.startsWith(`${this.#cookieName}=`))
      .map((pair) => pair.slice(this.#cookieName.length + 1));
    const [value] = values;
    if (value === undefined || values.length > 1) return null;
    const key = digest(value).toString('hex');
    const session = this.#sessions.get(key);
    if (!session) return null;
    this.#sessions.delete(key);
    const now = this.#now();
    if (now - session.used > SESSION_IDLE_MS) return null;
    session.used = now;
    this.#sessions.set(key, session);
    return session.id;
  }
}
