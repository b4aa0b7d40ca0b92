import type { RootConfigService } from '@backstage/backend-plugin-api';
import { LOCAL_PEOPLE } from '@mctl/plugin-platform-common';

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/i;

/**
 * Whether the local people may sign in: the config asks for it and the cluster
 * is the sandbox.
 *
 * @throws Error when the config asks for it where others could reach it
 */
export function checkEmbedded(
  config: RootConfigService,
  environment: string | undefined = process.env.NODE_ENV,
): boolean {
  const clusterType = config.getOptionalString('mctl.cluster.type');
  if (
    !config.has('auth.providers.local') ||
    (clusterType ?? 'sandbox') !== 'sandbox'
  ) {
    return false;
  }
  if (environment === 'production' && !listensOnLoopback(config)) {
    const names = LOCAL_PEOPLE.map(person => person.name).join(', ');
    throw new Error(
      `The local people (${names}) sign in without a password, so they are for one machine only: remove auth.providers.local from the app-config, or set backend.listen.host to 127.0.0.1`,
    );
  }
  return true;
}

function listensOnLoopback(config: RootConfigService): boolean {
  const listen = config.getOptional('backend.listen');
  const host =
    typeof listen === 'string'
      ? listen.replace(/:\d+$/, '')
      : config.getOptionalString('backend.listen.host');
  return LOOPBACK.test(host ?? '');
}
