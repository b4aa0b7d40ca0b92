import type { Via } from '@mctl/plugin-platform-common';
import type { BackstageCredentials } from '@backstage/backend-plugin-api';

/** Scopes that limit what a user's roles would allow. @public */
export const SCOPES = ['mctl:read', 'mctl:write', 'mctl:admin'] as const;

/** A scope. @public */
export type Scope = (typeof SCOPES)[number];

/**
 * Who asks, the only identity the capability runner accepts.
 *
 * @public
 */
export interface Caller {
  /** Entity reference, such as `user:default/octocat`. */
  user: string;
  scopes: readonly Scope[];
  /** What the caller proved their identity with. */
  tokenKind: 'backstage' | 'local-grant';
  /** The program that is used, when it says so; a label, never trusted. */
  client: string | null;
  via: Via;
  /** Present when the request carried a Backstage token. */
  credentials?: BackstageCredentials;
}

const DEFAULT_NAMESPACE_USER = /^user:default\/(.+)$/;

/**
 * The name by which tenants list the caller as a member. Users of other
 * namespaces have none, so that a similar name never counts as the same person.
 *
 * @public
 */
export function memberName(user: string): string | undefined {
  return DEFAULT_NAMESPACE_USER.exec(user)?.[1];
}
