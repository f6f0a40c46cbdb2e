import type { Answer } from './headers.ts';

/**
 * The page behind the printed link. The token stands after the #, which a browser keeps to itself: it reaches no log, no
 * Referer and no history entry that stays. The script takes it from there and changes it for a session.
 */
const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Partnerdesk</title>
<link rel="icon" href="data:,">
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:20vh auto;padding:0 1rem}</style>
<h1>Partnerdesk</h1>
<p id="state" role="status">Opening …</p>
<noscript><p>Partnerdesk needs JavaScript.</p></noscript>
<script src="/start.js"></script>
</html>
`;

const SCRIPT = `'use strict';
(async () => {
  const state = document.getElementById('state');
  const token = location.hash.slice(1);
  history.replaceState(null, '', '/start');
  const again = 'Press Enter in the terminal where Partnerdesk runs, and open the new link it prints.';
  if (token === '') {
    state.textContent = 'This address needs the link that Partnerdesk printed. ' + again;
    return;
  }
  try {
    const answer = await fetch('/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
      credentials: 'same-origin',
    });
    if (answer.ok) location.replace('/');
    else if (answer.status === 429) state.textContent = 'Too many wrong links were tried. Wait a minute. Then: ' + again;
    else state.textContent = 'This link was used before or is older than a minute. ' + again;
  } catch {
    state.textContent = 'Partnerdesk does not answer. Check that it still runs.';
  }
})();
`;

export const startPage: Answer = { status: 200, headers: { 'Content-Type': 'text/html; charset=utf-8' }, body: PAGE };
export const startScript: Answer = { status: 200, headers: { 'Content-Type': 'text/javascript; charset=utf-8' }, body: SCRIPT };
