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
