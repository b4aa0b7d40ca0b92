/** A line of a unified diff. */
export interface DiffLine {
  kind: 'add' | 'delete' | 'keep' | 'place';
  /** The line with its sign. */
  text: string;
}

/**
 * The lines of a unified diff that say something: the names of the files stand
 * elsewhere.
 */
export function diffLines(diff: string): DiffLine[] {
  const lines: DiffLine[] = [];
  let isInHunk = false;
  for (const text of diff.replace(/\n$/, '').split('\n')) {
    if (text.startsWith('@@')) {
      isInHunk = true;
      lines.push({ kind: 'place', text });
    } else if (isInHunk) {
      lines.push({ kind: kindOf(text), text });
    }
  }
  return lines;
}

function kindOf(line: string): DiffLine['kind'] {
  switch (line[0]) {
    case '+':
      return 'add';
    case '-':
      return 'delete';
    case '\\':
      return 'place';
    default:
      return 'keep';
  }
}
