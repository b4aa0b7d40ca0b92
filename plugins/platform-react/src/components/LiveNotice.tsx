import { RiWifiOffLine } from '@remixicon/react';
import { useFeedStatus } from '../hooks/useFeedStatus';
import { Badge } from './Badge';

/** Says so while changes are asked for instead of pushed. @public */
export function LiveNotice() {
  const status = useFeedStatus();
  return (
    <span role="status">
      {status === 'polling' && (
        <Badge
          tone="neutral"
          icon={RiWifiOffLine}
          title="Live updates are interrupted. This page looks again every few seconds."
        >
          Not live
        </Badge>
      )}
    </span>
  );
}
