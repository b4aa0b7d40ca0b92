import type { RootConfigService } from '@backstage/backend-plugin-api';
import { readDurationFromConfig, type Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds } from '@backstage/types';

const HOST_PLACE = '{host}';
/** Where the sandbox's ingress listens unless something else is configured. */
const SANDBOX_PORT = 8088;

/** What the app-config says about the platform as a whole. @public */
export interface PlatformSettings {
  /** Domain under which services get their hosts. */
  domain: string;
  /** Entity references of the platform's admins. */
  admins: readonly string[];
  /** Milliseconds. */
  maxRoleAge: number;
  /** Names of operations that are switched off. */
  disabledOperations: readonly string[];
  rateLimit: { reads: number; writes: number; burst: number };
  urls: {
    portal: string;
    mcp: string;
    /** Where a host of a service answers, with `{host}` in its place. */
    services: string;
  };
}

/** Reads the settings, each with its default. @public */
export function readPlatformSettings(
  config: RootConfigService,
): PlatformSettings {
  const mctl = config.getOptionalConfig('mctl');
  const identity = mctl?.getOptionalConfig('identity');
  const portal =
    mctl?.getOptionalString('urls.portal') ??
    config.getOptionalString('app.baseUrl') ??
    'http://localhost:7007';
  return {
    domain: mctl?.getOptionalString('domain') ?? 'localhost',
    admins: mctl?.getOptionalStringArray('admins') ?? [],
    maxRoleAge: identity?.has('maxRoleAge')
      ? durationToMilliseconds(
          readDurationFromConfig(identity, { key: 'maxRoleAge' }),
        )
      : 5 * 60 * 1000,
    disabledOperations:
      mctl?.getOptionalStringArray('operations.disabled') ?? [],
    rateLimit: {
      reads: mctl?.getOptionalNumber('operations.rateLimit.reads') ?? 300,
      writes: mctl?.getOptionalNumber('operations.rateLimit.writes') ?? 60,
      burst: mctl?.getOptionalNumber('operations.rateLimit.burst') ?? 100,
    },
    urls: {
      portal: portal.replace(/\/$/, ''),
      mcp:
        mctl?.getOptionalString('urls.mcp') ??
        `${config.getOptionalString('backend.baseUrl') ?? portal}/mcp`,
      services: readServiceUrl(mctl),
    },
  };
}

/** @throws InputError when the configured one has no place for the host */
function readServiceUrl(mctl: Config | undefined): string {
  const configured = mctl?.getOptionalString('urls.services');
  if (configured !== undefined) {
    if (!configured.includes(HOST_PLACE)) {
      throw new InputError(
        `mctl.urls.services must contain ${HOST_PLACE}, such as https://${HOST_PLACE}`,
      );
    }
    return configured;
  }
  const type = mctl?.getOptionalString('cluster.type') ?? 'sandbox';
  const port = mctl?.getOptionalNumber('sandbox.ingressPort') ?? SANDBOX_PORT;
  return type === 'sandbox'
    ? `http://${HOST_PLACE}:${port}`
    : `https://${HOST_PLACE}`;
}
