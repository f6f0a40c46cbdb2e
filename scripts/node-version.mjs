const MINIMUM = [22, 14];

/** @param {string} [version] @returns {string | null} what is wrong with this Node, in words for the person who started it */
export function nodeProblem(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const enough = major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1]);
  return enough
    ? null
    : `Node ${MINIMUM.join('.')} or newer is needed, this is ${version}. Use "npm run ...", which brings Node 24 on Linux, or install a newer Node.`;
}

/** Ends the process where Node is too old: better-sqlite3 would crash it without a word. */
export function requireNode() {
  const problem = nodeProblem();
  if (problem === null) return;
  process.stderr.write(`${problem}\n`);
  process.exit(1);
}
