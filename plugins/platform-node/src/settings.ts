import type { RootConfigService } from '@backstage/backend-plugin-api';
import { readDurationFromConfig } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';

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
  urls: { portal: string; mcp: string };
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
    },
  };
}
