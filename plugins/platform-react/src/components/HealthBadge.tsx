import {
  RiCheckLine,
  RiErrorWarningLine,
  RiGhostLine,
  RiLoader4Line,
  RiPauseLine,
  RiQuestionLine,
  type RemixiconComponentType,
} from '@remixicon/react';
import {
  isKnown,
  type Health,
  type Observed,
} from '@mctl/plugin-platform-common';
import { Badge, type Tone } from './Badge';

const LOOKS: Record<Health, { tone: Tone; icon: RemixiconComponentType }> = {
  Healthy: { tone: 'success', icon: RiCheckLine },
  Progressing: { tone: 'info', icon: RiLoader4Line },
  Degraded: { tone: 'danger', icon: RiErrorWarningLine },
  Suspended: { tone: 'neutral', icon: RiPauseLine },
  Missing: { tone: 'warning', icon: RiGhostLine },
};

/**
 * The health of a service; "Unknown" with the reason when it cannot be seen.
 *
 * @public
 */
export function HealthBadge(props: {
  health: Observed<{ status: Health; message: string | null }>;
}) {
  const { health } = props;
  if (!isKnown(health)) {
    const last = health.last ? `, last seen ${health.last.value.status}` : '';
    return (
      <Badge
        tone="warning"
        icon={RiQuestionLine}
        title={`${health.unknown}${last}`}
      >
        Unknown
      </Badge>
    );
  }
  const { status, message } = health.value;
  const { tone, icon } = LOOKS[status];
  return (
    <Badge
      tone={tone}
      icon={icon}
      isBusy={status === 'Progressing'}
      title={message ?? undefined}
    >
      {status}
    </Badge>
  );
}
