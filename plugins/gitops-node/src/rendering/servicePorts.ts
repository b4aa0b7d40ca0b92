import type {
  PlatformDocument,
  ServiceDocument,
} from '@mctl/plugin-platform-common';

/** A port of a service's container. */
export interface NamedPort {
  name: 'http' | 'metrics';
  port: number;
}

/** The port a service listens on; a worker may have none. */
export function listeningPort(
  document: ServiceDocument,
  platform: PlatformDocument,
): number | undefined {
  const { type, port } = document.spec;
  return port ?? (type === 'web' ? platform.spec.defaults.port : undefined);
}

/** The ports of a service's container, each number once. */
export function containerPorts(
  document: ServiceDocument,
  platform: PlatformDocument,
): NamedPort[] {
  const http = listeningPort(document, platform);
  const metrics = document.spec.metrics?.port;
  const ports: NamedPort[] = [];
  if (http !== undefined) {
    ports.push({ name: 'http', port: http });
  }
  if (metrics !== undefined && metrics !== http) {
    ports.push({ name: 'metrics', port: metrics });
  }
  return ports;
}

/** The name of the port that metrics are read from. */
export function metricsPortName(
  document: ServiceDocument,
  platform: PlatformDocument,
): NamedPort['name'] {
  return document.spec.metrics?.port === listeningPort(document, platform)
    ? 'http'
    : 'metrics';
}
