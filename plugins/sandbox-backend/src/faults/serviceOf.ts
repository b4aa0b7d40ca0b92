import { controllerOf, type KubeObject } from '../store/objects';
import type { ObjectStore } from '../store/ObjectStore';

const SERVICE_LABEL = 'mctl.ai/service';
/** Pod, replica set, deployment; pod, job, cron job. */
const MAX_OWNERS = 4;

/**
 * The service that an object belongs to: what the label of its last owner
 * says or, without one, that owner's name.
 */
export function serviceOf(
  store: ObjectStore,
  object: KubeObject,
): string | undefined {
  let last = object;
  for (let step = 0; step < MAX_OWNERS; step += 1) {
    const reference = controllerOf(last);
    const owner = reference && store.getByUid(reference.uid);
    if (!owner) {
      break;
    }
    last = owner;
  }
  const { labels, name } = last.metadata;
  const named =
    labels?.[SERVICE_LABEL] ?? object.metadata.labels?.[SERVICE_LABEL];
  return named ?? (last === object ? undefined : name);
}

/** Whether a pod was made by a job, so that it is to end. */
export function isOfJob(object: KubeObject): boolean {
  return controllerOf(object)?.kind === 'Job';
}
