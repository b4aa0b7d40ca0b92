import { readdirSync, readFileSync } from 'node:fs';

/**
 * The most memory, in bytes, that a process below this one holds: the backend
 * is by far the largest of them.
 *
 * @param {number} pid
 */
export function largestBelow(pid) {
  return Math.max(0, ...below(pid).map(residentBytes));
}

/** Every process that a process started, and those that they started. */
function below(pid) {
  const children = processes().filter(entry => entry.parent === pid);
  return children.flatMap(child => [child.pid, ...below(child.pid)]);
}

function processes() {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(name => {
      const status = readStatus(name);
      const parent = /^PPid:\s+(\d+)$/m.exec(status)?.[1];
      return parent ? [{ pid: Number(name), parent: Number(parent) }] : [];
    });
}

function residentBytes(pid) {
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readStatus(pid))?.[1];
  return Number(kibibytes ?? 0) * 1024;
}

/** A process may end while it is looked at. */
function readStatus(pid) {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return '';
    throw error;
  }
}
