import {
  RiAddLine,
  RiDeleteBinLine,
  RiPencilLine,
  type RemixiconComponentType,
} from '@remixicon/react';
import type { FileChange } from '@mctl/plugin-platform-common';
import { Badge, type Tone } from './Badge';
import { diffLines } from './diffLines';
import classes from './DiffView.module.css';

/** Looks of an added, modified or deleted thing. */
export const CHANGE_LOOKS: Record<
  FileChange['change'],
  { label: string; tone: Tone; icon: RemixiconComponentType }
> = {
  add: { label: 'Added', tone: 'success', icon: RiAddLine },
  modify: { label: 'Changed', tone: 'info', icon: RiPencilLine },
  delete: { label: 'Deleted', tone: 'danger', icon: RiDeleteBinLine },
};

/** More files than this start folded. */
const UNFOLDED = 3;

/** The files that a change adds, modifies and deletes. @public */
export function DiffView(props: { changes: readonly FileChange[] }) {
  const changes = [...props.changes].sort(
    (a, b) => Number(isRendered(a)) - Number(isRendered(b)),
  );
  return (
    <div>
      {changes.map((change, index) => (
        <FileDiff
          key={change.path}
          change={change}
          isOpen={index < UNFOLDED && change.change !== 'delete'}
        />
      ))}
    </div>
  );
}

/** Whether a file follows from a document, which says more in fewer lines. */
function isRendered({ path }: FileChange): boolean {
  return /\/(?:manifests|project)\//.test(path);
}

function FileDiff(props: { change: FileChange; isOpen: boolean }) {
  const { path, change, diff } = props.change;
  const lines = diffLines(diff);
  const { label, tone, icon } = CHANGE_LOOKS[change];
  const added = lines.filter(line => line.kind === 'add').length;
  const deleted = lines.filter(line => line.kind === 'delete').length;
  return (
    <details className={classes.file} open={props.isOpen}>
      <summary className={classes.head}>
        <Badge tone={tone} icon={icon}>
          {label}
        </Badge>
        <span className={classes.path}>{path}</span>
        <span
          className={classes.counts}
          aria-label={`${added} lines added, ${deleted} lines deleted`}
        >
          +{added} −{deleted}
        </span>
      </summary>
      <pre
        className={classes.lines}
        role="region"
        aria-label={`Changes in ${path}`}
      >
        {lines.map((line, index) => (
          // Lines have no identity but their place.
          <code key={index} className={classes.line} data-kind={line.kind}>
            {line.text || ' '}
          </code>
        ))}
      </pre>
    </details>
  );
}
