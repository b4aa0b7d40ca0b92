import type { RefinementCtx } from 'zod';
import type { Autoscaling, Volume } from './container';

type Probe = { path: string; port?: number } | { tcp: number };

/** The fields of a service that depend on each other. */
interface RuledSpec {
  type: 'web' | 'worker' | 'cron';
  schedule?: string;
  port?: number;
  metrics?: { port: number };
  replicas?: number;
  autoscaling?: Autoscaling;
  resources?: unknown;
  profile?: string;
  env?: Record<string, string>;
  secrets?: Record<string, unknown>;
  files?: Record<string, string>;
  volumes?: Volume[];
  probes?: Partial<Record<'liveness' | 'readiness' | 'startup', Probe>>;
  jobs?: { beforeDeploy?: unknown };
  strategy?: 'rolling' | 'recreate';
}

type Fault = (path: Array<string | number>, message: string) => void;

/** A ConfigMap takes 1 MiB; names and framing need some of it. */
const MAX_FILES_TOTAL = 900_000;

/**
 * What the fields of a service ask of each other: only what can really run is
 * a valid document.
 */
export function serviceRules(spec: RuledSpec, context: RefinementCtx): void {
  const fault: Fault = (path, message) =>
    context.addIssue({ code: 'custom', path, message });
  checkType(spec, fault);
  checkScale(spec, fault);
  checkProbes(spec, fault);
  checkMounts(spec, fault);
  if (spec.resources && spec.profile) {
    fault(['profile'], 'must be left out when resources are set, and they it');
  }
  for (const name of Object.keys(spec.secrets ?? {})) {
    if (spec.env?.[name] !== undefined) {
      fault(['secrets', name], 'is an environment variable of env already');
    }
  }
}

function checkType(spec: RuledSpec, fault: Fault) {
  if (spec.type === 'cron' && spec.schedule === undefined) {
    fault(['schedule'], 'is needed for a service of type cron');
  }
  if (spec.type !== 'cron') {
    if (spec.schedule !== undefined) {
      fault(['schedule'], `is for type cron only, this is ${spec.type}`);
    }
    return;
  }
  const unfit = [
    'port',
    'metrics',
    'autoscaling',
    'probes',
    'strategy',
    'jobs',
  ] as const;
  for (const name of unfit) {
    if (spec[name] !== undefined) {
      fault([name], 'does not fit a service of type cron');
    }
  }
}

function checkScale(spec: RuledSpec, fault: Fault) {
  const { type, replicas, autoscaling, volumes, strategy } = spec;
  if (type === 'cron') {
    if (replicas !== undefined && replicas > 1) {
      fault(['replicas'], 'must be 0 (asleep) or 1 for a service of type cron');
    }
    return;
  }
  if (replicas !== undefined && autoscaling) {
    fault(['replicas'], 'must be left out while autoscaling is on');
  }
  if (replicas === undefined && !autoscaling) {
    fault(['replicas'], 'is needed while autoscaling is off');
  }
  if (!volumes) {
    return;
  }
  if ((replicas ?? 0) > 1 || (autoscaling?.max ?? 0) > 1) {
    fault(
      [autoscaling ? 'autoscaling' : 'replicas'],
      'must be at most 1 with volumes: a volume is attached to one pod at a time',
    );
  }
  if (strategy === 'rolling') {
    fault(
      ['strategy'],
      'must be recreate with volumes: a volume is attached to one pod at a time',
    );
  }
}

/** A web service that names no port listens on the platform's default one. */
function checkProbes(spec: RuledSpec, fault: Fault) {
  const ports = [spec.port, spec.metrics?.port].filter(
    known => known !== undefined,
  );
  const anyPort = spec.type === 'web' && spec.port === undefined;
  for (const [name, probe] of Object.entries(spec.probes ?? {})) {
    if (!probe) {
      continue;
    }
    const asked = 'tcp' in probe ? probe.tcp : probe.port;
    const field = 'tcp' in probe ? 'tcp' : 'port';
    if (asked === undefined && ports.length === 0 && !anyPort) {
      fault(['probes', name], 'needs a port: the service listens on none');
    }
    if (asked !== undefined && !ports.includes(asked) && !anyPort) {
      fault(
        ['probes', name, field],
        ports.length === 0
          ? `${asked} is not a port of the service: it listens on none`
          : `${asked} is not a port of the service: it listens on ${ports.join(' and ')}`,
      );
    }
  }
}

/** Mounts that hide each other, and what the platform mounts itself. */
function checkMounts(spec: RuledSpec, fault: Fault) {
  const { files = {}, volumes = [] } = spec;
  const size = Object.values(files).reduce(
    (sum, content) => sum + new TextEncoder().encode(content).length,
    0,
  );
  if (size > MAX_FILES_TOTAL) {
    fault(
      ['files'],
      `hold ${size} bytes together, at most ${MAX_FILES_TOTAL} fit`,
    );
  }
  const mounts = [
    ...volumes.map(({ path }, index) => ({
      path,
      at: ['volumes', index, 'path'] as Array<string | number>,
    })),
    ...Object.keys(files).map(path => ({ path, at: ['files', path] })),
  ];
  const seen: string[] = ['/tmp'];
  for (const { path, at } of mounts) {
    const other = seen.find(known => overlaps(known, path));
    if (other !== undefined && !isFileIn(files, path, other)) {
      fault(at, `overlaps with ${other}, which is mounted already`);
    }
    seen.push(path);
  }
  const names = new Set<string>(['tmp', 'files']);
  volumes.forEach(({ name }, index) => {
    if (names.has(name)) {
      fault(['volumes', index, 'name'], `"${name}" is taken`);
    }
    names.add(name);
  });
}

/** Single files may be put below a mounted folder. */
function isFileIn(
  files: Record<string, string>,
  path: string,
  folder: string,
): boolean {
  return (
    files[path] !== undefined &&
    files[folder] === undefined &&
    path.startsWith(`${folder}/`)
  );
}

function overlaps(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);
}
