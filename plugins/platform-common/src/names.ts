import { z } from 'zod';

/**
 * What a tenant, a service or any other named object may be called: lower-case
 * letters, digits and single hyphens, starting with a letter, 2 to 30 long.
 *
 * @remarks
 * A double hyphen is excluded so that names joined by `--` stay unambiguous.
 *
 * @public
 */
export const NAME_PATTERN = /^[a-z](?:[a-z0-9]|-(?=[a-z0-9]))*$/;
const NAME_MIN_LENGTH = 2;
const NAME_MAX_LENGTH = 30;

/** Names that no tenant may have. @public */
export const RESERVED_TENANT_NAMES: ReadonlySet<string> = new Set([
  'admins',
  'argo-rollouts',
  'argo-workflows',
  'argocd',
  'backstage',
  'cert-manager',
  'cnpg-system',
  'database',
  'default',
  'external-secrets',
  'ingress-nginx',
  'kube-node-lease',
  'kube-public',
  'kube-system',
  'loki',
  'mctl',
  'minio',
  'monitoring',
  'platform',
  'traefik',
  'vault',
]);
/** What no tenant's name may start with. @public */
export const RESERVED_TENANT_PREFIXES: readonly string[] = [
  'kube-',
  'argo',
  'platform-',
  'mctl-',
  'grafana-',
  'vault-',
];
/** What no tenant's name may end with. @public */
export const RESERVED_TENANT_SUFFIXES: readonly string[] = [
  '-system',
  '-preview',
];

/**
 * Says in one sentence what is wrong with an object's name, or nothing when the
 * name is fine.
 *
 * @public
 */
export function explainNameFault(name: string): string | undefined {
  if (name.length < NAME_MIN_LENGTH || name.length > NAME_MAX_LENGTH) {
    return `must be ${NAME_MIN_LENGTH} to ${NAME_MAX_LENGTH} characters long, this has ${name.length}`;
  }
  if (!NAME_PATTERN.test(name)) {
    return 'must start with a lower-case letter and contain only lower-case letters, digits and single hyphens, none of them at the end';
  }
  return undefined;
}

/**
 * Says why a well-formed name cannot be a tenant's, or nothing when it can.
 * Nobody is exempt, not even a platform admin.
 *
 * @public
 */
export function explainReservedTenantName(name: string): string | undefined {
  if (RESERVED_TENANT_NAMES.has(name)) {
    return `"${name}" is reserved for the platform`;
  }
  const prefix = RESERVED_TENANT_PREFIXES.find(p => name.startsWith(p));
  if (prefix) {
    return `names that start with "${prefix}" are reserved for the platform`;
  }
  const suffix = RESERVED_TENANT_SUFFIXES.find(s => name.endsWith(s));
  if (suffix) {
    return `names that end with "${suffix}" are reserved for the platform`;
  }
  return undefined;
}

function nameSchema(what: string) {
  // One fault is enough: the checks after it would only say the same again.
  const refusal = {
    abort: true,
    error: (issue: { input?: unknown }) =>
      `${what} ${explainNameFault(String(issue.input))}`,
  };
  return z
    .string()
    .min(NAME_MIN_LENGTH, refusal)
    .max(NAME_MAX_LENGTH, refusal)
    .regex(NAME_PATTERN, refusal);
}

/** The name of an existing tenant. @public */
export const tenantName =
  nameSchema('the tenant name').describe('Name of the tenant');

/** The name of a tenant to be made: reserved ones are refused. @public */
export const newTenantName = tenantName.refine(
  name => explainReservedTenantName(name) === undefined,
  {
    error: issue => explainReservedTenantName(String(issue.input)),
  },
);

/** The name of a service. @public */
export const serviceName = nameSchema('the service name').describe(
  'Name of the service within its tenant',
);

/** The name of a catalog user, such as `octocat`. @public */
export const userName = z
  .string()
  .max(63)
  .regex(/^[a-zA-Z0-9](?:[a-zA-Z0-9._-]*[a-zA-Z0-9])?$/, {
    error:
      'a user is named by letters, digits, ".", "_" and "-", as in the catalog',
  })
  .describe('Catalog user name, such as octocat');

/**
 * A container image without tag or digest, such as `ghcr.io/acme/shop`.
 *
 * @public
 */
export const imageRepository = z
  .string()
  .max(255)
  .regex(
    /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]{1,5})?\/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/,
    {
      error:
        'must be an image repository without tag, such as ghcr.io/acme/shop',
    },
  )
  .describe('Image repository without tag, such as ghcr.io/acme/shop');

/** An image tag: letters, digits, `_`, `.`, `-`, at most 128. @public */
export const imageTag = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/, {
    error:
      'must be an image tag: up to 128 letters, digits, ".", "_" or "-", without spaces or line breaks',
  })
  .describe('Image tag, such as 1.4.0');

/** The host under which the platform serves a service. @public */
export function serviceHost(options: {
  service: string;
  tenant: string;
  domain: string;
}): string {
  return `${options.service}--${options.tenant}.${options.domain}`;
}

/** Names of the Argo CD applications of a tenant's objects. @public */
export const applicationName = {
  tenant: (tenant: string) => tenant,
  project: (tenant: string) => `${tenant}.project`,
  service: (tenant: string, service: string) => `${tenant}.svc.${service}`,
};
