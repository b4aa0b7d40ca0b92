import type { AppState } from '../../faults/FaultOutcome';
import type { Container, Probe } from '../../store/objects';
import { listensOn } from './appState';

export type ProbeKind = 'startup' | 'liveness' | 'readiness';

/**
 * What a probe finds: nothing when it succeeds, otherwise the failure in the
 * words of the kubelet's prober (pkg/probe/http, pkg/probe/tcp) and of Go.
 */
export function askProbe(options: {
  kind: ProbeKind;
  probe: Probe;
  container: Container;
  app: AppState;
  podIP: string;
  ageMs: number;
}): string | undefined {
  const { kind, probe, container, app, podIP, ageMs } = options;
  const { httpGet, tcpSocket, grpc } = probe;
  const named = httpGet?.port ?? tcpSocket?.port ?? grpc?.port;
  if (named === undefined) {
    // A command in the container: it works once the program does.
    return ageMs >= app.bootMs &&
      !(kind === 'readiness' && app.readiness >= 400)
      ? undefined
      : 'command exited with 1';
  }
  const port = portOf(container, named);
  if (port === undefined) {
    return `strconv.Atoi: parsing "${named}": invalid syntax`;
  }
  const closed = kind === 'liveness' && app.closedToLiveness === port;
  const open = !closed && listensOn({ container, app, port, ageMs });
  const refused = `dial tcp ${podIP}:${port}: connect: connection refused`;
  if (httpGet) {
    const scheme = (httpGet.scheme ?? 'HTTP').toLowerCase();
    const path = httpGet.path ?? '/';
    const status = kind === 'readiness' ? app.readiness : 200;
    if (!open) {
      return `Get "${scheme}://${podIP}:${port}${path}": ${refused}`;
    }
    return status >= 400
      ? `HTTP probe failed with statuscode: ${status}`
      : undefined;
  }
  if (open) {
    return undefined;
  }
  return grpc
    ? `timeout: failed to connect service "${podIP}:${port}" within 1s: context deadline exceeded`
    : refused;
}

function portOf(
  container: Container,
  port: number | string,
): number | undefined {
  return typeof port === 'number'
    ? port
    : container.ports?.find(({ name }) => name === port)?.containerPort;
}
