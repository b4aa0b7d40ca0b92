import { useSyncExternalStore } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import type { FeedStatus } from '../api/ChangeFeed';
import { platformApiRef } from '../api/PlatformApi';

/** How news of changes arrives at the moment. @public */
export function useFeedStatus(): FeedStatus {
  const { changes } = useApi(platformApiRef);
  return useSyncExternalStore(changes.subscribeToStatus, changes.getStatus);
}
