import {
  RiCheckLine,
  RiCloseLine,
  RiHistoryLine,
  RiLoader4Line,
  RiProhibitedLine,
  RiSkipForwardLine,
  RiTimeLine,
  RiUserLine,
  type RemixiconComponentType,
} from '@remixicon/react';
import type { OperationState } from '@mctl/plugin-platform-common';
import { Badge, type Tone } from './Badge';

const LOOKS: Record<
  OperationState,
  { label: string; tone: Tone; icon: RemixiconComponentType }
> = {
  awaiting_approval: {
    label: 'Awaiting approval',
    tone: 'warning',
    icon: RiUserLine,
  },
  queued: { label: 'Queued', tone: 'neutral', icon: RiTimeLine },
  running: { label: 'Running', tone: 'info', icon: RiLoader4Line },
  succeeded: { label: 'Succeeded', tone: 'success', icon: RiCheckLine },
  failed: { label: 'Failed', tone: 'danger', icon: RiCloseLine },
  cancelled: { label: 'Cancelled', tone: 'neutral', icon: RiProhibitedLine },
  rejected: { label: 'Rejected', tone: 'danger', icon: RiProhibitedLine },
  expired: { label: 'Expired', tone: 'neutral', icon: RiHistoryLine },
  superseded: {
    label: 'Superseded',
    tone: 'neutral',
    icon: RiSkipForwardLine,
  },
};

/** An operation's state in words. @public */
export function operationStateLabel(state: OperationState): string {
  return LOOKS[state].label;
}

/** The state of an operation. @public */
export function StateBadge(props: { state: OperationState }) {
  const { label, tone, icon } = LOOKS[props.state];
  return (
    <Badge tone={tone} icon={icon} isBusy={props.state === 'running'}>
      {label}
    </Badge>
  );
}
