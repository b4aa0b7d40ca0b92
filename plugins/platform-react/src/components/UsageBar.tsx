import { parseQuantity } from '@mctl/plugin-platform-common';
import classes from './UsageBar.module.css';

const HIGH_PERCENT = 80;
const FULL_PERCENT = 100;

/** What is used of a limit, as Kubernetes quantities. @public */
export function UsageBar(props: {
  /** What is used, such as "Memory". */
  label: string;
  /** Whether nothing else beside it says what is used. */
  showLabel?: boolean;
  used: string;
  hard: string;
}) {
  const { label, used, hard } = props;
  const percent = percentOf(used, hard);
  return (
    <div className={classes.usage}>
      <span className={classes.text}>
        {props.showLabel && `${label} `}
        {used} of {hard}
      </span>
      {percent !== undefined && (
        <div
          className={classes.track}
          role="meter"
          aria-label={label}
          aria-valuemin={0}
          aria-valuemax={FULL_PERCENT}
          aria-valuenow={Math.min(percent, FULL_PERCENT)}
          aria-valuetext={`${used} of ${hard}`}
        >
          <div
            className={classes.fill}
            data-level={levelOf(percent)}
            style={{ width: `${Math.min(percent, FULL_PERCENT)}%` }}
          />
        </div>
      )}
    </div>
  );
}

function levelOf(percent: number): 'normal' | 'high' | 'full' {
  if (percent >= FULL_PERCENT) {
    return 'full';
  }
  return percent >= HIGH_PERCENT ? 'high' : 'normal';
}

/** Undefined when there is no limit, or one cannot be read. */
function percentOf(used: string, hard: string): number | undefined {
  const part = parseQuantity(used);
  const whole = parseQuantity(hard);
  return part === undefined || whole === undefined || whole <= 0n
    ? undefined
    : Number((part * 1000n) / whole) / 10;
}
