import { text } from 'node:stream/consumers';
import type { KubeConfig } from '@kubernetes/client-node';
import { openResponse } from '../api/openResponse';
import { cleanLine } from './cleanLine';
import { logTimeOf, readLogTime } from './logTime';
import type { LogLine } from './types';

const TIMEOUT_MS = 10_000;
const FEWEST_LINES = 10;

export interface ContainerLogRequest {
  namespace: string;
  pod: string;
  container: string;
  previous: boolean;
  since: Date | undefined;
  until: Date | undefined;
  /** How many lines at the end are looked through. */
  tailLines: number;
  /** How much is read; the API cuts at the end, where the newest lines are. */
  limitBytes: number;
  signal?: AbortSignal;
}

/** Lines of one container, and whether older ones were not looked at. */
export interface ContainerLog {
  lines: LogLine[];
  more: boolean;
}

/**
 * The last lines of a container through the Kubernetes API, newest last.
 *
 * @throws KubernetesApiError when the API server refuses
 */
export async function readContainerLog(
  kubeConfig: KubeConfig,
  request: ContainerLogRequest,
): Promise<ContainerLog> {
  const { namespace, pod, container, previous, since, until } = request;
  const { limitBytes } = request;
  const query = new URLSearchParams({
    container,
    timestamps: 'true',
    tailLines: String(request.tailLines),
    limitBytes: String(limitBytes),
    ...(previous && { previous: 'true' }),
    ...(since && { sinceTime: since.toISOString() }),
  });
  const body = await text(
    await openResponse(kubeConfig, {
      path: `/api/v1/namespaces/${namespace}/pods/${pod}/log?${query}`,
      timeoutMs: TIMEOUT_MS,
      signal: request.signal,
    }),
  );
  if (
    Buffer.byteLength(body) >= limitBytes &&
    request.tailLines > FEWEST_LINES
  ) {
    const fewer = Math.max(FEWEST_LINES, Math.floor(request.tailLines / 4));
    const log = await readContainerLog(kubeConfig, {
      ...request,
      tailLines: fewer,
    });
    return { ...log, more: true };
  }
  const written = body.split('\n');
  if (written.at(-1) === '') {
    written.pop();
  }
  const from = since && logTimeOf(since);
  const to = until && logTimeOf(until);
  const lines = written
    .flatMap(line => readLine(line, { pod, container }))
    .filter(({ time }) => (!from || time >= from) && (!to || time < to));
  return { lines, more: written.length >= request.tailLines };
}

function readLine(
  line: string,
  where: Pick<LogLine, 'pod' | 'container'>,
): LogLine[] {
  const space = line.indexOf(' ');
  const time = readLogTime(space === -1 ? line : line.slice(0, space));
  // What has no time is the rest of a line that the kubelet cut.
  return time === undefined
    ? []
    : [
        {
          time,
          ...where,
          text: space === -1 ? '' : cleanLine(line.slice(space + 1)),
        },
      ];
}
