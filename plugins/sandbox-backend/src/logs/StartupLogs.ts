import type { Pod } from '../store/objects';
import type { LogLine, PodLogs } from './PodLogs';

/** What containers write when they start and when they crash, and no more. */
export class StartupLogs implements PodLogs {
  read(
    pod: Pod,
    container: string,
    { previous }: { previous: boolean },
  ): readonly LogLine[] {
    const status = pod.status?.containerStatuses?.find(
      ({ name }) => name === container,
    );
    const { running, terminated } = status?.state ?? {};
    if (running && !previous) {
      return startLines(pod, container, running.startedAt);
    }
    const ended = previous
      ? status?.lastState.terminated
      : (terminated ?? status?.lastState.terminated);
    return ended ? crashLines(ended.startedAt, ended.finishedAt) : [];
  }

  subscribe(): () => void {
    return () => {};
  }
}

function startLines(pod: Pod, name: string, startedAt: string): LogLine[] {
  const container =
    pod.spec.containers.find(candidate => candidate.name === name) ??
    pod.spec.containers[0];
  const port = container.ports?.[0]?.containerPort;
  return [
    `${startedAt} INFO starting ${container.image}`,
    `${startedAt} INFO configuration read: ${container.env?.length ?? 0} variables`,
    port === undefined
      ? `${startedAt} INFO waiting for work`
      : `${startedAt} INFO listening on :${port}`,
  ].map(text => ({ time: startedAt, text }));
}

/** A Node.js process that cannot find a module of its own. */
function crashLines(startedAt: string, finishedAt: string): LogLine[] {
  return [
    { time: startedAt, text: `${startedAt} INFO starting` },
    ...[
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
    ].map(text => ({ time: finishedAt, text })),
  ];
}
