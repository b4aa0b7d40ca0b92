import type { ServiceDocument } from '@mctl/plugin-platform-common';
import type { IProbe } from 'kubernetes-models/v1/Probe';

type ProbeDocument = NonNullable<
  NonNullable<ServiceDocument['spec']['probes']>['liveness']
>;

/**
 * A probe as Kubernetes wants it.
 *
 * @param servicePort - what a probe without a port of its own asks
 */
export function buildProbe(probe: ProbeDocument, servicePort: number): IProbe {
  if ('tcp' in probe) {
    return { tcpSocket: { port: probe.tcp } };
  }
  return { httpGet: { path: probe.path, port: probe.port ?? servicePort } };
}
