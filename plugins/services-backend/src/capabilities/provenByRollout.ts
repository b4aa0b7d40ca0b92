import { syncPresent } from '../changes/serviceOperation';
import { explainBeforeDeploy } from './explainBeforeDeploy';
import { rolloutHealthy } from './rolloutHealthy';

/** How every operation that changes what runs is synced and proven. */
export const provenByRollout = {
  sync: syncPresent,
  explainSync: explainBeforeDeploy,
  verify: rolloutHealthy,
};
