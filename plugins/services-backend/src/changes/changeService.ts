import type {
  PlatformDocument,
  Resources,
  ServiceDocument,
  Volume,
} from '@mctl/plugin-platform-common';
import type { ServicePatch, ServiceSpec } from './ServicePatch';
import { findProfile, requireProfile } from './profiles';
import { requireRunnable } from './requireRunnable';
import { requireGrowingVolumes } from './requireGrowingVolumes';

/**
 * A service document with a patch applied: what the patch leaves out stays as
 * it is, and what cannot be together with what it sets goes.
 *
 * @remarks
 * Applying a patch twice gives the same as applying it once.
 *
 * @throws PlatformError `invalid_input` with paths of the patch, when the
 * result could not run
 */
export function changeService(
  existing: ServiceDocument,
  patch: ServicePatch,
  platform: PlatformDocument,
): ServiceDocument {
  requireGrowingVolumes(existing.spec.volumes ?? [], patch.volumes?.set ?? []);
  const typed = changeType(existing.spec, patch.type, platform);
  const spec = compact({
    ...typed,
    ...changeRelease(typed, patch),
    ...changeScale(typed, patch, platform),
    ...changeSize(typed, patch, platform),
    ...changeParts(typed, patch),
    schedule: patch.schedule ?? typed.schedule,
    source: patch.source ?? typed.source,
    port: orRemoved(patch.port, typed.port),
    metrics: orRemoved(patch.metrics, typed.metrics),
    strategy: patch.strategy ?? typed.strategy,
    restarts: patch.restarts ?? typed.restarts,
    deploys: patch.deploys ?? typed.deploys,
  });
  return requireRunnable({ ...existing, spec }, patch);
}

/** What a cron service cannot have. */
const LASTING_ONLY = [
  'port',
  'metrics',
  'autoscaling',
  'probes',
  'strategy',
  'jobs',
] as const;

/** Takes away what another type cannot have, and gives it what it needs. */
function changeType(
  spec: ServiceSpec,
  type: ServiceSpec['type'] = spec.type,
  platform: PlatformDocument,
): ServiceSpec {
  if (type === spec.type) {
    return spec;
  }
  const next: ServiceSpec = { ...spec, type };
  if (type === 'cron') {
    for (const field of LASTING_ONLY) {
      delete next[field];
    }
    if (next.replicas !== 0) {
      delete next.replicas;
    }
    return next;
  }
  delete next.schedule;
  if (!next.autoscaling) {
    next.replicas ??= platform.spec.defaults.replicas;
  }
  if (type === 'web') {
    next.port ??= platform.spec.defaults.port;
  }
  return next;
}

function changeRelease(
  spec: ServiceSpec,
  patch: ServicePatch,
): Pick<ServiceSpec, 'image' | 'command' | 'args'> {
  const { image } = spec;
  const repository = patch.image ?? image.repository;
  const tag = patch.tag ?? image.tag;
  // A digest pins the content of one tag, not of the next one.
  const pinned = repository === image.repository && tag === image.tag;
  return {
    image: compact({
      ...image,
      repository,
      tag,
      digest: patch.digest ?? (pinned ? image.digest : undefined),
      pullSecret: orRemoved(patch.pullSecret, image.pullSecret),
    }),
    command: orEmptied(patch.command ?? spec.command),
    args: orEmptied(patch.args ?? spec.args),
  };
}

function changeScale(
  spec: ServiceSpec,
  patch: ServicePatch,
  platform: PlatformDocument,
): Pick<ServiceSpec, 'replicas' | 'autoscaling'> {
  const { replicas, autoscaling } = patch;
  if (autoscaling) {
    return { replicas, autoscaling };
  }
  if (replicas !== undefined) {
    return { replicas, autoscaling: undefined };
  }
  if (autoscaling === false && spec.autoscaling) {
    return { replicas: spec.autoscaling.min, autoscaling: undefined };
  }
  const unscaled =
    spec.type !== 'cron' &&
    spec.replicas === undefined &&
    spec.autoscaling === undefined;
  return {
    replicas: unscaled ? platform.spec.defaults.replicas : spec.replicas,
    autoscaling: spec.autoscaling,
  };
}

function changeSize(
  spec: ServiceSpec,
  patch: ServicePatch,
  platform: PlatformDocument,
): Pick<ServiceSpec, 'resources' | 'profile'> {
  if (patch.profile !== undefined) {
    requireProfile(platform, patch.profile);
    // Both at once is a fault that the rules of the document tell.
    const resources =
      patch.resources && changeResources(spec, patch.resources, platform);
    return { profile: patch.profile, resources: resources ?? undefined };
  }
  if (patch.resources === null) {
    return { profile: undefined, resources: undefined };
  }
  return patch.resources
    ? {
        profile: undefined,
        resources: changeResources(spec, patch.resources, platform),
      }
    : { profile: spec.profile, resources: spec.resources };
}

/** Amounts that are not named are those that the service has now. */
function changeResources(
  spec: ServiceSpec,
  change: NonNullable<ServicePatch['resources']>,
  platform: PlatformDocument,
): Resources {
  const now =
    spec.resources ??
    findProfile(platform, spec.profile ?? '') ??
    platform.spec.defaults.resources;
  return {
    requests: { ...now.requests, ...change.requests },
    limits: { ...now.limits, ...change.limits },
  };
}

function changeParts(
  spec: ServiceSpec,
  patch: ServicePatch,
): Pick<ServiceSpec, 'env' | 'files' | 'volumes' | 'probes' | 'jobs'> {
  return {
    env: changeRecord(spec.env, patch.env),
    files: changeRecord(spec.files, patch.files),
    volumes: changeVolumes(spec.volumes, patch.volumes),
    probes: orEmpty(
      patch.probes
        ? withoutNull({ ...spec.probes, ...patch.probes })
        : spec.probes,
    ),
    jobs: orEmpty(
      patch.jobs ? withoutNull({ ...spec.jobs, ...patch.jobs }) : spec.jobs,
    ),
  };
}

function changeRecord(
  before: Record<string, string> | undefined,
  change: { set?: Record<string, string>; unset?: string[] } | undefined,
): Record<string, string> | undefined {
  if (!change) {
    return before;
  }
  const unset = new Set(change.unset);
  return orEmpty(
    Object.fromEntries(
      Object.entries({ ...before, ...change.set }).filter(
        ([name]) => !unset.has(name),
      ),
    ),
  );
}

function changeVolumes(
  before: Volume[] | undefined,
  change: ServicePatch['volumes'],
): Volume[] | undefined {
  if (!change) {
    return before;
  }
  const volumes = new Map((before ?? []).map(each => [each.name, each]));
  for (const volume of change.set ?? []) {
    volumes.set(volume.name, volume);
  }
  for (const name of change.unset ?? []) {
    volumes.delete(name);
  }
  return volumes.size > 0 ? [...volumes.values()] : undefined;
}

/** What a patch says: null removes, nothing leaves as it is. */
function orRemoved<T>(change: T | null | undefined, before: T | undefined) {
  return change === undefined ? before : (change ?? undefined);
}

function orEmptied<T>(list: T[] | undefined): T[] | undefined {
  return list && list.length > 0 ? list : undefined;
}

function orEmpty<T extends object>(value: T | undefined): T | undefined {
  return value && Object.keys(value).length > 0 ? value : undefined;
}

type WithoutNull<T> = { [Key in keyof T]?: NonNullable<T[Key]> };

function withoutNull<T extends object>(value: T): WithoutNull<T> {
  return Object.fromEntries(
    Object.entries(value).filter(
      ([, each]) => each !== null && each !== undefined,
    ),
  ) as WithoutNull<T>;
}

/** Without the keys that have no value. */
function compact<T extends object>(value: T): T {
  return Object.fromEntries(
    Object.entries(value).filter(([, each]) => each !== undefined),
  ) as T;
}
