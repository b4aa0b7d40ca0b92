import type { Pod } from '../store/objects';
import { StatusError } from '../store/StatusError';
import type { ReadLogs } from './ResourceHandler';

/** The lines that a container of the sandbox would have written. */
export const readPodLogs: ReadLogs = (pod, options) => {
  const { previous, tailLines } = options;
  const { name, namespace } = pod.metadata;
  const container = findContainer(pod, options.container);
  const status = pod.status?.containerStatuses?.find(
    each => each.name === container.name,
  );
  if (previous) {
    const crashed = status?.lastState.terminated;
    if (!crashed) {
      throw new StatusError(
        'BadRequest',
        `previous terminated container "${container.name}" in pod "${name}" not found`,
      );
    }
    return tail(crashLines(crashed.startedAt, crashed.finishedAt), tailLines);
  }
  const { running, terminated } = status?.state ?? {};
  if (running) {
    return tail(startLines(pod, running.startedAt), tailLines);
  }
  const ended = terminated ?? status?.lastState.terminated;
  if (ended) {
    return tail(crashLines(ended.startedAt, ended.finishedAt), tailLines);
  }
  const reason = status?.state.waiting?.reason ?? 'ContainerCreating';
  const because =
    reason === 'ErrImagePull' || reason === 'ImagePullBackOff'
      ? `trying and failing to pull image`
      : reason;
  throw new StatusError(
    'BadRequest',
    `container "${container.name}" in pod "${name}" is waiting to start: ${because}`,
    { name, namespace },
  );
};

function findContainer(pod: Pod, name: string | undefined) {
  const { containers } = pod.spec;
  const found = name
    ? containers.find(container => container.name === name)
    : containers[0];
  if (!found) {
    throw new StatusError(
      'BadRequest',
      `container ${name} is not valid for pod ${pod.metadata.name}`,
    );
  }
  return found;
}

function startLines(pod: Pod, startedAt: string): string[] {
  const container = pod.spec.containers[0];
  const port = container.ports?.[0]?.containerPort;
  return [
    `${startedAt} INFO starting ${container.image}`,
    `${startedAt} INFO configuration read: ${container.env?.length ?? 0} variables`,
    port === undefined
      ? `${startedAt} INFO waiting for work`
      : `${startedAt} INFO listening on :${port}`,
  ];
}

/** A Node.js process that cannot find a module of its own. */
function crashLines(startedAt: string, finishedAt: string): string[] {
  return [
    `${startedAt} INFO starting`,
    `${finishedAt} ERROR unhandled exception, exiting`,
    `Error: Cannot find module '/app/dist/config/production.js'`,
    'Require stack:',
    '- /app/dist/server.js',
    '    at Module._resolveFilename (node:internal/modules/cjs/loader:1405:15)',
    '    at Module._load (node:internal/modules/cjs/loader:1215:37)',
    '    at Module.require (node:internal/modules/cjs/loader:1491:12)',
    '    at require (node:internal/modules/helpers:135:16)',
    '    at Object.<anonymous> (/app/dist/server.js:3:16) {',
    "  code: 'MODULE_NOT_FOUND',",
    "  requireStack: [ '/app/dist/server.js' ]",
    '}',
  ];
}

function tail(lines: readonly string[], count: number | undefined): string {
  const shown =
    count === undefined ? lines : lines.slice(-count || lines.length);
  return shown.map(line => `${line}\n`).join('');
}
