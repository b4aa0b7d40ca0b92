import type { ReactNode } from 'react';
import { RiQuestionLine } from '@remixicon/react';
import { isKnown, type Observed } from '@mctl/plugin-platform-common';
import { Badge } from './Badge';
import classes from './ObservedValue.module.css';
import { RelativeTime } from './RelativeTime';

/**
 * A value from elsewhere. What is not known is shown as unknown, with the
 * reason and what was seen last, never as empty.
 *
 * @public
 */
export function ObservedValue<T>(props: {
  observed: Observed<T>;
  children: (value: T) => ReactNode;
}) {
  const { observed, children } = props;
  if (isKnown(observed)) {
    return <>{children(observed.value)}</>;
  }
  return (
    <div className={classes.unknown}>
      <Badge tone="warning" icon={RiQuestionLine}>
        Unknown
      </Badge>
      <span className={classes.note}>{observed.unknown}</span>
      {observed.last && (
        <>
          <span className={classes.note}>
            Last seen <RelativeTime time={observed.last.observedAt} />:
          </span>
          <div className={classes.last}>{children(observed.last.value)}</div>
        </>
      )}
    </div>
  );
}

/** Where a value was seen and when. @public */
export function ObservedNote(props: { observed: Observed<unknown> }) {
  const { observed } = props;
  return (
    <span className={classes.note}>
      {isKnown(observed) ? (
        <>
          From the {observed.source},{' '}
          <RelativeTime time={observed.observedAt} />
        </>
      ) : (
        <>The {observed.source} does not tell</>
      )}
    </span>
  );
}
