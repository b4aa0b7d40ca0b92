import fc from 'fast-check';
import {
  applicationName,
  explainNameFault,
  explainReservedTenantName,
  imageRepository,
  imageTag,
  newTenantName,
  serviceHost,
  serviceName,
  tenantName,
  userName,
} from './names';

/** What Kubernetes takes for a namespace, RFC 1123. */
const NAMESPACE = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

const anyName = fc.stringMatching(
  /^[a-z][a-z0-9]{1,9}(?:-[a-z0-9]{1,9}){0,2}$/,
);

function messagesOf(result: ReturnType<typeof tenantName.safeParse>) {
  return result.error?.issues.map(issue => issue.message) ?? [];
}

describe('object names', () => {
  it.each(['ab', 'acme', 'a1', 'shop-api', 'a-1-b', 'a'.repeat(30)])(
    'takes %s',
    name => {
      expect(explainNameFault(name)).toBeUndefined();
      expect(tenantName.parse(name)).toBe(name);
      expect(serviceName.parse(name)).toBe(name);
    },
  );

  it.each([
    ['nothing', '', 'must be 2 to 30 characters long, this has 0'],
    ['1 character', 'a', 'must be 2 to 30 characters long, this has 1'],
    [
      '31 characters',
      'a'.repeat(31),
      'must be 2 to 30 characters long, this has 31',
    ],
    ['upper case', 'Acme', 'must start with a lower-case letter'],
    ['a digit in front', '1acme', 'must start with a lower-case letter'],
    ['a hyphen in front', '-acme', 'must start with a lower-case letter'],
    ['a hyphen at the end', 'acme-', 'none of them at the end'],
    ['a double hyphen', 'acme--shop', 'single hyphens'],
    ['an underscore', 'ac_me', 'only lower-case letters'],
    ['a dot', 'ac.me', 'only lower-case letters'],
    ['a space', 'ac me', 'only lower-case letters'],
    ['a slash', 'ac/me', 'only lower-case letters'],
    ['a line break at the end', 'acme\n', 'only lower-case letters'],
    ['letters that are not ASCII', 'ächme', 'must start with a lower-case'],
    ['letters that look like ASCII', 'аcme', 'must start with a lower-case'],
  ])('refuses %s and says why, once', (_, name, fault) => {
    expect(explainNameFault(name)).toContain(fault);
    expect(messagesOf(tenantName.safeParse(name))).toEqual([
      `the tenant name ${explainNameFault(name)}`,
    ]);
    expect(messagesOf(serviceName.safeParse(name))).toEqual([
      `the service name ${explainNameFault(name)}`,
    ]);
  });

  it.each([undefined, null, 4, true, ['acme'], {}])(
    'refuses %j, which is no text',
    value => {
      expect(tenantName.safeParse(value).success).toBe(false);
    },
  );

  it('says the same about any text, however it is asked', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.stringMatching(/^[a-z0-9-]*$/)),
        name => {
          const fault = explainNameFault(name);
          expect(messagesOf(tenantName.safeParse(name))).toEqual(
            fault ? [`the tenant name ${fault}`] : [],
          );
        },
      ),
    );
  });

  it('only takes what can be a namespace', () => {
    fc.assert(
      fc.property(anyName, name => {
        expect(explainNameFault(name)).toBeUndefined();
        expect(name).toMatch(NAMESPACE);
        expect(name.length).toBeLessThanOrEqual(63);
      }),
    );
  });
});

describe('joined names', () => {
  it('puts service and tenant into a host', () => {
    expect(
      serviceHost({ service: 'shop', tenant: 'acme', domain: 'example.org' }),
    ).toBe('shop--acme.example.org');
  });

  it('makes hosts that fit a DNS label and name one service only', () => {
    const domain = 'localhost';
    fc.assert(
      fc.property(anyName, anyName, (service, tenant) => {
        const [label] = serviceHost({ service, tenant, domain }).split('.');
        expect(label).toMatch(NAMESPACE);
        expect(label.length).toBeLessThanOrEqual(63);
        expect(label.split('--')).toEqual([service, tenant]);
      }),
    );
  });

  it('makes application names that belong to one tenant only', () => {
    expect(applicationName.tenant('acme')).toBe('acme');
    expect(applicationName.project('acme')).toBe('acme.project');
    expect(applicationName.service('acme', 'shop')).toBe('acme.svc.shop');
    fc.assert(
      fc.property(anyName, anyName, (tenant, service) => {
        expect(applicationName.service(tenant, service).split('.')).toEqual([
          tenant,
          'svc',
          service,
        ]);
        expect(applicationName.project(tenant)).not.toBe(
          applicationName.service(tenant, 'project'),
        );
      }),
    );
  });
});

describe('new tenant names', () => {
  it.each([
    'kube-system',
    'kube-public',
    'kube-node-lease',
    'default',
    'admins',
    'platform',
    'argocd',
    'argo-workflows',
    'argo-rollouts',
    'backstage',
    'mctl',
    'cert-manager',
    'traefik',
    'ingress-nginx',
    'vault',
    'external-secrets',
    'monitoring',
    'loki',
    'cnpg-system',
    'database',
    'minio',
  ])('refuses %s, which is reserved', name => {
    expect(messagesOf(newTenantName.safeParse(name))).toEqual([
      `"${name}" is reserved for the platform`,
    ]);
    // A tenant of that name may be there from before: it can still be named.
    expect(tenantName.parse(name)).toBe(name);
  });

  it.each([
    ['kube-team', 'start with "kube-"'],
    ['argonaut', 'start with "argo"'],
    ['platform-team', 'start with "platform-"'],
    ['mctl-dev', 'start with "mctl-"'],
    ['grafana-team', 'start with "grafana-"'],
    ['vault-team', 'start with "vault-"'],
    ['acme-system', 'end with "-system"'],
    ['acme-preview', 'end with "-preview"'],
  ])('refuses %s and states the rule', (name, rule) => {
    expect(messagesOf(newTenantName.safeParse(name))).toEqual([
      `names that ${rule} are reserved for the platform`,
    ]);
  });

  it.each(['acme', 'kubernetes', 'systems', 'preview', 'vaults', 'my-argo'])(
    'takes %s, which only resembles a reserved one',
    name => {
      expect(explainReservedTenantName(name)).toBeUndefined();
      expect(newTenantName.parse(name)).toBe(name);
    },
  );

  it('states one fault of a name that is malformed and reserved', () => {
    expect(messagesOf(newTenantName.safeParse('kube-'))).toEqual([
      `the tenant name ${explainNameFault('kube-')}`,
    ]);
  });
});

describe('user names', () => {
  it.each(['octocat', 'Ada.Lovelace', 'ben_1', 'a', 'x'.repeat(63)])(
    'takes %s',
    name => {
      expect(userName.parse(name)).toBe(name);
    },
  );

  it.each(['', '-ada', 'ada-', 'a b', 'user:default/ada', 'x'.repeat(64)])(
    'refuses %j',
    name => {
      expect(userName.safeParse(name).success).toBe(false);
    },
  );
});

describe('images', () => {
  it.each([
    'nginx',
    'library/nginx',
    'ghcr.io/acme/shop',
    'registry.acme.test:5000/acme/shop',
    'acme/my__shop',
    'acme/my-shop.api',
  ])('takes the repository %s', repository => {
    expect(imageRepository.parse(repository)).toBe(repository);
  });

  it.each([
    ['nothing', ''],
    ['a tag', 'ghcr.io/acme/shop:1.4.0'],
    ['a digest', `ghcr.io/acme/shop@sha256:${'0'.repeat(64)}`],
    ['a scheme', 'https://ghcr.io/acme/shop'],
    ['upper case', 'ghcr.io/Acme/shop'],
    ['a space', 'ghcr.io/acme/ shop'],
    ['a line break', 'ghcr.io/acme/shop\n'],
    ['an empty part', 'ghcr.io//shop'],
    ['a slash at the end', 'ghcr.io/acme/'],
    ['a way up', 'ghcr.io/../shop'],
    ['256 characters', `a/${'b'.repeat(254)}`],
  ])('refuses a repository with %s', (_, repository) => {
    expect(imageRepository.safeParse(repository).success).toBe(false);
  });

  it.each(['1.4.0', 'latest', '_x', 'PR-12_ab', '1', 'a'.repeat(128)])(
    'takes the tag %s',
    tag => {
      expect(imageTag.parse(tag)).toBe(tag);
    },
  );

  it.each([
    ['nothing', ''],
    ['a space', '1.4.0 latest'],
    ['a line break', '1.4.0\n'],
    ['129 characters', 'a'.repeat(129)],
    ['a dot in front', '.1'],
    ['a hyphen in front', '-rf'],
    ['a slash', '1/4'],
    ['a colon', '1:4'],
    ['a digest', 'sha256:abc'],
    ['a variable', '$(id)'],
  ])('refuses a tag with %s', (_, tag) => {
    expect(imageTag.safeParse(tag).success).toBe(false);
  });

  it('answers about a very long repository at once', () => {
    const long = `${'a-'.repeat(50_000)}!`;
    expect(imageRepository.safeParse(long).success).toBe(false);
  });
});
