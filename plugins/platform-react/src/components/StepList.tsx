import {
  RiCheckLine,
  RiCircleLine,
  RiCloseLine,
  RiLoader4Line,
  RiSkipForwardLine,
  type RemixiconComponentType,
} from '@remixicon/react';
import { Text } from '@backstage/ui';
import type {
  OperationStep,
  OperationStepName,
} from '@mctl/plugin-platform-common';
import { useNow } from '../hooks/useNow';
import { Badge, type Tone } from './Badge';
import { formatDuration } from './formatDuration';
import classes from './StepList.module.css';

const NAMES: Record<OperationStepName, string> = {
  commit: 'Commit to the repository',
  sync: 'Apply to the cluster',
  verify: 'Verify the outcome',
};

const LOOKS: Record<
  OperationStep['state'],
  { label: string; tone: Tone; icon: RemixiconComponentType }
> = {
  pending: { label: 'Pending', tone: 'neutral', icon: RiCircleLine },
  running: { label: 'Running', tone: 'info', icon: RiLoader4Line },
  succeeded: { label: 'Succeeded', tone: 'success', icon: RiCheckLine },
  failed: { label: 'Failed', tone: 'danger', icon: RiCloseLine },
  skipped: { label: 'Skipped', tone: 'neutral', icon: RiSkipForwardLine },
};

/** The steps of an operation and how far each is. @public */
export function StepList(props: { steps: readonly OperationStep[] }) {
  const now = useNow(1_000);
  return (
    <ol className={classes.steps} aria-label="Steps" aria-live="polite">
      {props.steps.map(step => {
        const { label, tone, icon } = LOOKS[step.state];
        return (
          <li key={step.name} className={classes.step}>
            <div>
              <Badge tone={tone} icon={icon} isBusy={step.state === 'running'}>
                {label}
              </Badge>
            </div>
            <div className={classes.what}>
              <Text weight="bold">{NAMES[step.name] ?? step.name}</Text>
              {step.message && (
                <span className={classes.note}>{step.message}</span>
              )}
              {step.startedAt && (
                // Seconds that pass are no news to a screen reader.
                <span className={classes.note} aria-live="off">
                  {formatDuration(
                    (step.finishedAt ? Date.parse(step.finishedAt) : now) -
                      Date.parse(step.startedAt),
                  )}
                </span>
              )}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
