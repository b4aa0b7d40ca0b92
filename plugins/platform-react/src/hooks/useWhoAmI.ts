import type { WhoAmI } from '../api/queries';
import { useCapabilityQuery, type QueryState } from './useCapabilityQuery';

const NOTHING = {};

/** Who is signed in, with which roles, on which kind of cluster. @public */
export function useWhoAmI(): QueryState<WhoAmI> {
  return useCapabilityQuery('whoami', NOTHING);
}
