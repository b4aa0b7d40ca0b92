import type { ServiceSpec } from './ServicePatch';

/** What people should know before a service changes from one state to another. */
export function changeWarnings(
  before: ServiceSpec | undefined,
  after: ServiceSpec,
): string[] {
  return [
    ...(before ? imageWarnings(before, after) : []),
    ...(before ? typeWarnings(before, after) : []),
    ...scaleWarnings(before, after),
    ...(before ? volumeWarnings(before, after) : []),
  ];
}

function imageWarnings(before: ServiceSpec, after: ServiceSpec): string[] {
  const warnings: string[] = [];
  if (before.image.repository !== after.image.repository) {
    warnings.push(
      `The image changes from ${before.image.repository} to ${after.image.repository}`,
    );
  }
  if (before.image.digest && !after.image.digest) {
    warnings.push('The image is no longer pinned to a digest');
  }
  return warnings;
}

/** Settings that another type cannot have, as people call them. */
const LOSSES: ReadonlyArray<readonly [keyof ServiceSpec, string]> = [
  ['schedule', 'schedule'],
  ['port', 'port'],
  ['metrics', 'metrics'],
  ['autoscaling', 'autoscaling'],
  ['probes', 'probes'],
  ['strategy', 'strategy'],
  ['jobs', 'jobs'],
];

function typeWarnings(before: ServiceSpec, after: ServiceSpec): string[] {
  if (before.type === after.type) {
    return [];
  }
  const warnings: string[] = [];
  if (before.type === 'web') {
    warnings.push(
      after.type === 'cron'
        ? 'The service loses its host: a cron service serves no HTTP'
        : 'The service loses its host: a worker serves no HTTP',
    );
  }
  const lost = LOSSES.filter(
    ([field]) => before[field] !== undefined && after[field] === undefined,
  ).map(([, name]) => name);
  if (lost.length > 0) {
    warnings.push(
      `Settings that a service of type ${after.type} cannot have go: ${lost.join(', ')}`,
    );
  }
  return warnings;
}

function scaleWarnings(
  before: ServiceSpec | undefined,
  after: ServiceSpec,
): string[] {
  const warnings: string[] = [];
  if (after.replicas === 0) {
    warnings.push(
      after.type === 'cron'
        ? 'The service sleeps: its schedule is suspended'
        : 'The service sleeps: it has no replicas',
    );
  }
  if (
    before?.autoscaling &&
    !after.autoscaling &&
    after.type !== 'cron' &&
    after.replicas !== undefined
  ) {
    warnings.push(
      `Autoscaling is off from then on, at ${after.replicas === 1 ? '1 replica' : `${after.replicas} replicas`}`,
    );
  }
  return warnings;
}

function volumeWarnings(before: ServiceSpec, after: ServiceSpec): string[] {
  const kept = new Set(after.volumes?.map(({ name }) => name));
  const warnings = (before.volumes ?? [])
    .filter(({ name }) => !kept.has(name))
    .map(
      ({ name, path, size }) =>
        `Volume ${name} (${size} at ${path}) is deleted with everything on it`,
    );
  if (isInterrupted(after) && !isInterrupted(before)) {
    warnings.push(
      'Each release interrupts the service from now on: the old pod ends before the new one starts',
    );
  }
  return warnings;
}

/** Whether a release stops the old pods before it starts new ones. */
function isInterrupted(spec: ServiceSpec): boolean {
  return (
    spec.type !== 'cron' &&
    (spec.strategy === 'recreate' || spec.volumes !== undefined)
  );
}
