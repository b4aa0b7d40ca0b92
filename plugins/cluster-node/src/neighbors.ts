import type { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';

/**
 * The address of a neighbor in the configuration.
 *
 * @throws InputError when it is none
 */
export function readNeighborUrl(
  config: RootConfigService,
  key: 'mctl.logs.loki.url' | 'mctl.metrics.prometheus.url',
): string | undefined {
  const text = config.getOptionalString(key);
  if (text === undefined) {
    return undefined;
  }
  const url = URL.parse(text);
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw new InputError(
      `${key} must be an address such as http://prometheus.monitoring:9090`,
    );
  }
  return text;
}

/** Where the sandbox serves metrics unless it is told otherwise. */
const SANDBOX_INGRESS_PORT = 8088;

/**
 * The address of the Prometheus that has the history of usage: the one of the
 * configuration, or the sandbox's own; none when the cluster is a real one and
 * none is configured, or the sandbox's port is left to chance.
 *
 * @throws InputError when the configuration names no address
 */
export function readPrometheusUrl(
  config: RootConfigService,
): string | undefined {
  const configured = readNeighborUrl(config, 'mctl.metrics.prometheus.url');
  const type = config.getOptionalString('mctl.cluster.type') ?? 'sandbox';
  if (configured || type !== 'sandbox') {
    return configured;
  }
  const port =
    config.getOptionalNumber('mctl.sandbox.ingressPort') ??
    SANDBOX_INGRESS_PORT;
  return port === 0 ? undefined : `http://127.0.0.1:${port}`;
}
