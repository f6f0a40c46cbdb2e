// The lock file must install everywhere: npm silently leaves out a platform package that a registry does not have, and that
// lock then fails for everyone. It must also name no registry.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where `name` is found from the package at `from`, in npm's order: beside it first, then one level up after another. */
function isLocked(packages, from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    if (`${folder === '' ? '' : `${folder}/`}node_modules/${name}` in packages) return true;
    if (!folder.includes('/node_modules/')) return `node_modules/${name}` in packages;
  }
}

/** @returns {string[]} what is wrong with a lock file, one line each */
export function lockProblems(lock) {
  const problems = [];
  for (const [path, entry] of Object.entries(lock.packages ?? {})) {
    for (const name of Object.keys(entry.optionalDependencies ?? {})) {
      if (!isLocked(lock.packages, path, name))
        problems.push(`${path || 'the project'} wants ${name}, which is missing from the lock file: choose a version whose platform packages all exist.`);
    }
    if (/^(https?|git\+|git:)/.test(entry.resolved ?? ''))
      problems.push(`${path} is locked to an address; run npm install with omit-lockfile-registry-resolved=true.`);
    const isLocal = path === '' || entry.link === true || !path.includes('node_modules/');
    if (!isLocal && entry.integrity === undefined && entry.inBundle !== true) problems.push(`${path} has no integrity hash.`);
  }
  return problems;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const lock = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package-lock.json'), 'utf8'));
  const problems = lockProblems(lock);
  for (const problem of problems) process.stderr.write(`package-lock.json: ${problem}\n`);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
