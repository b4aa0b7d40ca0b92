import type { Evidence } from '@mctl/plugin-platform-common';
import classes from './EvidenceList.module.css';
import { RelativeTime } from './RelativeTime';

/** What was seen in the cluster, newest first. @public */
export function EvidenceList(props: {
  label: string;
  evidence: readonly Evidence[];
}) {
  const newestFirst = [...props.evidence].reverse();
  return (
    <ul className={classes.list} aria-label={props.label}>
      {newestFirst.map((item, index) => (
        // The same event may be seen twice; only its place tells them apart.
        <li key={index} className={classes.item}>
          <div>
            {item.reason && <strong>{item.reason}: </strong>}
            {item.message}
          </div>
          <div className={classes.note}>
            {item.object ?? item.source}
            {item.count !== undefined &&
              item.count > 1 &&
              `, ${item.count} times`}
            {item.time && (
              <>
                , <RelativeTime time={item.time} />
              </>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}
