import type { LogLine } from '@mctl/plugin-platform-react';
import classes from './OperationLog.module.css';

/** What happened in the course of an operation, oldest first. */
export function OperationLog(props: { log: readonly LogLine[] }) {
  return (
    <ol className={classes.log} aria-label="Log">
      {props.log.map(line => (
        <li key={`${line.time} ${line.message}`} className={classes.line}>
          <time dateTime={line.time}>
            {new Date(line.time).toLocaleTimeString('en-GB')}
          </time>
          <span>{line.message}</span>
        </li>
      ))}
    </ol>
  );
}
