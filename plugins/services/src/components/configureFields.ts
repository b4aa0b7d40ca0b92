import {
  containerPath,
  envName,
  envValue,
  port,
  probeSchema,
  quantity,
  volumeSchema,
  type ServiceDocument,
} from '@mctl/plugin-platform-common';
import { explainFault, type Faults } from '@mctl/plugin-platform-react';

type Spec = ServiceDocument['spec'];

/** A name with a value, as two fields of a form. */
export interface Pair {
  name: string;
  value: string;
}

/** A volume as three fields of a form. */
export interface VolumeFields {
  name: string;
  path: string;
  size: string;
}

/** The form of a service's settings as it is typed. */
export interface ConfigureFields {
  port: string;
  /** One part of the command in a line. */
  command: string;
  args: string;
  liveness: string;
  readiness: string;
  startup: string;
  beforeDeploy: string;
  strategy: 'rolling' | 'recreate';
  autoDeploys: boolean;
  env: Pair[];
  files: Pair[];
  volumes: VolumeFields[];
}

const PROBES = ['liveness', 'readiness', 'startup'] as const;

/** The settings as they stand. */
export function configurationOf(spec: Spec): ConfigureFields {
  return {
    port: spec.port === undefined ? '' : String(spec.port),
    command: (spec.command ?? []).join('\n'),
    args: (spec.args ?? []).join('\n'),
    liveness: probeText(spec.probes?.liveness),
    readiness: probeText(spec.probes?.readiness),
    startup: probeText(spec.probes?.startup),
    beforeDeploy: (spec.jobs?.beforeDeploy?.command ?? []).join('\n'),
    strategy: spec.strategy ?? (spec.volumes ? 'recreate' : 'rolling'),
    autoDeploys: spec.deploys?.auto ?? true,
    env: pairsOf(spec.env),
    files: pairsOf(spec.files),
    volumes: spec.volumes ?? [],
  };
}

/** Names of the parts of the form that can be wrong. */
export type ConfigureFault =
  'port' | (typeof PROBES)[number] | 'env' | 'files' | 'volumes';

/** What is wrong with each part, by the rules the platform checks as well. */
export function configureFaults(
  fields: ConfigureFields,
): Faults<ConfigureFault> {
  return {
    port: fields.port === '' ? undefined : explainPort(fields.port),
    liveness: explainProbe(fields.liveness),
    readiness: explainProbe(fields.readiness),
    startup: explainProbe(fields.startup),
    env:
      duplicate(fields.env) ??
      firstFault(fields.env, ({ name, value }) => [
        explainFault(envName, name),
        explainFault(envValue, value),
      ]),
    files:
      duplicate(fields.files) ??
      firstFault(fields.files, ({ name }) => [
        explainFault(containerPath, name),
      ]),
    volumes:
      duplicate(fields.volumes) ??
      firstFault(fields.volumes, ({ name, path, size }) => [
        explainFault(volumeSchema.shape.name, name),
        explainFault(containerPath, path),
        explainFault(quantity, size),
      ]),
  };
}

/** The input of configure-service: what differs from what stands now. */
export function configureInput(
  target: { tenant: string; service: string },
  fields: ConfigureFields,
  spec: Spec,
): Record<string, unknown> {
  const before = configurationOf(spec);
  const changed = <Name extends keyof ConfigureFields>(name: Name) =>
    JSON.stringify(fields[name]) !== JSON.stringify(before[name]);
  const probes = Object.fromEntries(
    PROBES.filter(changed).map(name => [name, readProbe(fields[name])]),
  );
  const beforeDeploy = linesOf(fields.beforeDeploy);
  return {
    ...target,
    ...(changed('port') && {
      port: fields.port === '' ? null : Number(fields.port),
    }),
    ...(changed('command') && { command: linesOf(fields.command) }),
    ...(changed('args') && { args: linesOf(fields.args) }),
    ...(Object.keys(probes).length > 0 && { probes }),
    ...(changed('beforeDeploy') && {
      jobs: {
        beforeDeploy:
          beforeDeploy.length > 0 ? { command: beforeDeploy } : null,
      },
    }),
    ...(changed('strategy') && { strategy: fields.strategy }),
    ...(changed('autoDeploys') && { deploys: { auto: fields.autoDeploys } }),
    ...(changed('env') && { env: pairsChange(before.env, fields.env) }),
    ...(changed('files') && { files: pairsChange(before.files, fields.files) }),
    ...(changed('volumes') && {
      volumes: volumesChange(before.volumes, fields.volumes),
    }),
  };
}

function pairsOf(record: Record<string, string> = {}): Pair[] {
  return Object.entries(record)
    .map(([name, value]) => ({ name, value }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function pairsChange(before: readonly Pair[], after: readonly Pair[]) {
  const known = new Map(before.map(({ name, value }) => [name, value]));
  const kept = new Set(after.map(({ name }) => name));
  const set = after.filter(({ name, value }) => known.get(name) !== value);
  const unset = before.filter(({ name }) => !kept.has(name));
  return {
    ...(set.length > 0 && {
      set: Object.fromEntries(set.map(({ name, value }) => [name, value])),
    }),
    ...(unset.length > 0 && { unset: unset.map(({ name }) => name) }),
  };
}

function volumesChange(
  before: readonly VolumeFields[],
  after: readonly VolumeFields[],
) {
  const known = new Map(
    before.map(volume => [volume.name, JSON.stringify(volume)]),
  );
  const kept = new Set(after.map(({ name }) => name));
  const set = after.filter(
    volume => known.get(volume.name) !== JSON.stringify(volume),
  );
  const unset = before.filter(({ name }) => !kept.has(name));
  return {
    ...(set.length > 0 && { set }),
    ...(unset.length > 0 && { unset: unset.map(({ name }) => name) }),
  };
}

function probeText(
  probe: { path: string; port?: number } | { tcp: number } | undefined,
): string {
  if (!probe) {
    return '';
  }
  if ('tcp' in probe) {
    return `tcp:${probe.tcp}`;
  }
  return probe.port === undefined ? probe.path : `:${probe.port}${probe.path}`;
}

/** A probe as it is typed: `/healthz`, `:9090/healthz` or `tcp:8080`. */
function readProbe(text: string): unknown {
  if (text.trim() === '') {
    return null;
  }
  const [, tcp] = /^tcp:(\d+)$/.exec(text.trim()) ?? [];
  if (tcp) {
    return { tcp: Number(tcp) };
  }
  const [, asked, path] = /^:(\d+)(\/.*)$/.exec(text.trim()) ?? [];
  return asked ? { path, port: Number(asked) } : { path: text.trim() };
}

function explainProbe(text: string): string | undefined {
  const probe = readProbe(text);
  return probe === null || probeSchema.safeParse(probe).success
    ? undefined
    : 'Must be a path such as /healthz, one with a port such as :9090/healthz, or tcp:8080';
}

function explainPort(text: string): string | undefined {
  return /^\d{1,5}$/.test(text) && port.safeParse(Number(text)).success
    ? undefined
    : 'A port is a number from 1 to 65535';
}

function linesOf(text: string): string[] {
  return text.split('\n').filter(line => line !== '');
}

function duplicate(rows: ReadonlyArray<{ name: string }>): string | undefined {
  const names = new Set<string>();
  for (const { name } of rows) {
    if (names.has(name)) {
      return `"${name}" is there twice`;
    }
    names.add(name);
  }
  return undefined;
}

function firstFault<Row extends { name: string }>(
  rows: readonly Row[],
  explain: (row: Row) => Array<string | undefined>,
): string | undefined {
  for (const row of rows) {
    const fault = explain(row).find(found => found !== undefined);
    if (fault) {
      return row.name ? `${row.name}: ${fault}` : fault;
    }
  }
  return undefined;
}
