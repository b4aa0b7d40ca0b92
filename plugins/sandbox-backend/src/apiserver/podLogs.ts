import type { ServerResponse } from 'node:http';
import type { Clock } from '@mctl/plugin-cluster-node';
import type { LogLine, PodLogs } from '../logs/PodLogs';
import type { StoreEvent } from '../store/History';
import type { ContainerStatus, Pod } from '../store/objects';
import type { ObjectStore } from '../store/ObjectStore';
import { PODS } from '../store/resources';
import { StatusError } from '../store/StatusError';
import { LogWriter } from './LogWriter';
import { readLogOptions } from './logOptions';

/**
 * Answers a request for the logs of a pod, and goes on until the container
 * ends when it is to follow.
 *
 * @remarks
 * Follows `LogLocation` of Kubernetes (pkg/registry/core/pod/strategy.go) and
 * `validateContainerLogStatus` and `ReadLogs` of the kubelet.
 */
export function streamPodLogs(options: {
  pod: Pod;
  query: URLSearchParams;
  logs: PodLogs;
  store: ObjectStore;
  clock: Clock;
  response: ServerResponse;
}): void {
  const { pod, query, logs, store, clock, response } = options;
  const wanted = readLogOptions(query, pod, clock.now());
  const container = containerOf(pod, query.get('container'));
  const { previous, follow } = wanted;
  if (!pod.spec.nodeName) {
    response.writeHead(200, { 'content-type': 'text/plain' }).end();
    return;
  }
  const status = checkStarted(pod, container, previous);
  const lines = logs.read(pod, container, { previous, at: clock.now() });
  response.writeHead(200, { 'content-type': 'text/plain' });
  const writer = new LogWriter(response, wanted);
  const skipped =
    wanted.tailLines === undefined
      ? 0
      : Math.max(0, lines.length - wanted.tailLines);
  lines.slice(skipped).forEach(line => writer.write(line));
  if (!follow || previous || !status.state.running) {
    writer.end();
    return;
  }
  response.flushHeaders();

  let count = lines.length;
  const stops: Array<() => void> = [];
  const stop = () => stops.splice(0).forEach(each => each());
  const finish = () => {
    stop();
    writer.end();
  };
  const ended = (now: Pod, state: { previous: boolean }) => {
    const rest = logs.read(now, container, { ...state, at: clock.now() });
    rest.slice(count).forEach(line => writer.write(line));
    finish();
  };
  stops.push(
    logs.subscribe(pod, container, (line: LogLine) => {
      count += 1;
      writer.write(line);
    }),
    store.subscribe(({ type, change, object }: StoreEvent) => {
      if (type !== PODS || object.metadata.uid !== pod.metadata.uid) {
        return;
      }
      const now = object as Pod;
      const current = statusOf(now, container);
      if (change === 'DELETED') {
        finish();
      } else if (current && current.restartCount > status.restartCount) {
        ended(now, { previous: true });
      } else if (!current?.state.running) {
        ended(now, { previous: false });
      }
    }),
  );
  response.on('close', stop);
}

function containerOf(pod: Pod, name: string | null): string {
  const main = pod.spec.containers.map(each => each.name);
  const first = (pod.spec.initContainers ?? []).map(each => each.name);
  if (name) {
    if (![...main, ...first].includes(name)) {
      throw badRequest(
        `container ${name} is not valid for pod ${pod.metadata.name}`,
      );
    }
    return name;
  }
  if (main.length > 1 || first.length > 0) {
    const others =
      first.length > 0
        ? ` or one of the init containers: [${first.join(' ')}]`
        : '';
    throw badRequest(
      `a container name must be specified for pod ${pod.metadata.name}, choose one of: [${main.join(' ')}]${others}`,
    );
  }
  return main[0];
}

function checkStarted(
  pod: Pod,
  container: string,
  previous: boolean,
): ContainerStatus {
  const status = statusOf(pod, container);
  const about = `container "${container}" in pod "${pod.metadata.name}"`;
  if (!status) {
    throw badRequest(`${about} is not available`);
  }
  const { state, lastState } = status;
  if (previous) {
    if (!lastState.terminated) {
      throw badRequest(`previous terminated ${about} not found`);
    }
    return status;
  }
  if (state.running || state.terminated || lastState.terminated) {
    return status;
  }
  const reason = state.waiting?.reason ?? 'ContainerCreating';
  const because = ['ErrImagePull', 'ImagePullBackOff'].includes(reason)
    ? 'trying and failing to pull image'
    : reason;
  throw badRequest(`${about} is waiting to start: ${because}`);
}

function statusOf(pod: Pod, container: string): ContainerStatus | undefined {
  return [
    ...(pod.status?.containerStatuses ?? []),
    ...(pod.status?.initContainerStatuses ?? []),
  ].find(({ name }) => name === container);
}

function badRequest(message: string): StatusError {
  return new StatusError('BadRequest', message);
}
