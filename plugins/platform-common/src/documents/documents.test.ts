import { z } from 'zod';
import {
  envSchema,
  platformDocumentSchema,
  probeSchema,
  quantity,
  serviceDocumentSchema,
  tenantDocumentSchema,
  type PlatformDocument,
  type ServiceDocument,
  type TenantDocument,
} from '.';

const quota = { cpu: '4', memory: '8Gi', pods: 30, storage: '50Gi' };

const tenant: TenantDocument = {
  apiVersion: 'mctl.ai/v1',
  kind: 'Tenant',
  metadata: { name: 'acme' },
  spec: {
    displayName: 'Acme',
    description: 'Web shop team',
    contact: 'team@acme.test',
    members: [{ user: 'octocat', role: 'owner' }],
    quota,
    network: { internetEgress: false, allowFrom: ['billing'] },
  },
  renderedWith: 1,
};

const service: ServiceDocument = {
  apiVersion: 'mctl.ai/v1',
  kind: 'Service',
  metadata: { name: 'shop', tenant: 'acme' },
  spec: {
    type: 'web',
    image: { repository: 'ghcr.io/acme/shop', tag: '1.4.0' },
    command: ['node'],
    args: ['--port', '8080'],
    port: 8080,
    replicas: 2,
    resources: {
      requests: { cpu: '100m', memory: '128Mi' },
      limits: { cpu: '500m', memory: '256Mi' },
    },
    env: { APP_ENV: 'production' },
    probes: { liveness: { path: '/healthz' }, startup: { tcp: 8080 } },
    deploys: { auto: false },
  },
};

const platform: PlatformDocument = {
  apiVersion: 'mctl.ai/v1',
  kind: 'Platform',
  metadata: { name: 'platform' },
  spec: {
    defaults: {
      quota,
      resources: {
        requests: { cpu: '100m', memory: '128Mi' },
        limits: { cpu: '500m', memory: '256Mi' },
      },
      replicas: 1,
      port: 8080,
      network: { internetEgress: false },
    },
  },
};

const DOCUMENTS: Array<[string, z.ZodType, object]> = [
  ['Tenant', tenantDocumentSchema, tenant],
  ['Service', serviceDocumentSchema, service],
  ['Platform', platformDocumentSchema, platform],
];

/** Every object inside a document, as the path to it. */
function objectPaths(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  const inside = Object.entries(value).flatMap(([key, inner]) =>
    objectPaths(inner, [...path, key]),
  );
  return Array.isArray(value) ? inside : [path, ...inside];
}

/** A copy with another value at a path. */
function withValue(document: unknown, path: string[], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) {
    return value;
  }
  if (Array.isArray(document)) {
    return document.map((item, index) =>
      String(index) === key ? withValue(item, rest, value) : item,
    );
  }
  const entries = new Map(Object.entries(Object(document)));
  entries.set(key, withValue(entries.get(key), rest, value));
  return Object.fromEntries(entries);
}

describe.each(DOCUMENTS)('the %s document', (_, schema, document) => {
  it('takes every field it knows', () => {
    expect(schema.parse(document)).toEqual(document);
  });

  it.each(
    objectPaths(document)
      // Environment variables are named by people.
      .filter(path => path.at(-1) !== 'env')
      .map(path => [['', ...path].join('.')] as const),
  )('refuses an unknown key in %s', joined => {
    const path = joined.split('.').slice(1);
    const changed = withValue(document, [...path, 'surprise'], 1);
    const { error } = schema.safeParse(changed);
    expect(JSON.stringify(error?.issues)).toContain('surprise');
  });

  it.each(['apiVersion', 'kind', 'metadata', 'spec'])('needs %s', key => {
    const changed = withValue(document, [key], undefined);
    expect(schema.safeParse(changed).success).toBe(false);
  });

  it('keeps the contract still', () => {
    expect(z.toJSONSchema(schema)).toMatchSnapshot();
  });
});

describe('what a document refuses', () => {
  it.each<[string, z.ZodType, object, string, unknown]>([
    ['another kind', tenantDocumentSchema, tenant, 'kind', 'Service'],
    ['another API', tenantDocumentSchema, tenant, 'apiVersion', 'mctl.ai/v2'],
    ['no member', tenantDocumentSchema, tenant, 'spec.members', []],
    [
      'an unknown role',
      tenantDocumentSchema,
      tenant,
      'spec.members.0.role',
      'admin',
    ],
    [
      'an empty display name',
      tenantDocumentSchema,
      tenant,
      'spec.displayName',
      '',
    ],
    [
      'a display name of two lines',
      tenantDocumentSchema,
      tenant,
      'spec.displayName',
      'Acme\nOperation: op_1',
    ],
    [
      'a description that turns the text around',
      tenantDocumentSchema,
      tenant,
      'spec.description',
      'team \u202e',
    ],
    ['quota as a number', tenantDocumentSchema, tenant, 'spec.quota.cpu', 4],
    ['no pods', tenantDocumentSchema, tenant, 'spec.quota.pods', 0],
    ['a renderer of 0', tenantDocumentSchema, tenant, 'renderedWith', 0],
    ['-1 replicas', serviceDocumentSchema, service, 'spec.replicas', -1],
    ['half a replica', serviceDocumentSchema, service, 'spec.replicas', 1.5],
    ['51 replicas', serviceDocumentSchema, service, 'spec.replicas', 51],
    ['replicas as text', serviceDocumentSchema, service, 'spec.replicas', '2'],
    ['port 0', serviceDocumentSchema, service, 'spec.port', 0],
    ['port 65536', serviceDocumentSchema, service, 'spec.port', 65536],
    ['another type', serviceDocumentSchema, service, 'spec.type', 'robot'],
    ['a NUL', serviceDocumentSchema, service, 'spec.args.0', 'a\0b'],
    ['no image', serviceDocumentSchema, service, 'spec.image', undefined],
    [
      'a platform by another name',
      platformDocumentSchema,
      platform,
      'metadata.name',
      'mine',
    ],
    [
      'a default of no replicas',
      platformDocumentSchema,
      platform,
      'spec.defaults.replicas',
      0,
    ],
  ])('%s', (_, schema, document, path, value) => {
    const changed = withValue(document, path.split('.'), value);
    const { error } = schema.safeParse(changed);
    expect(error?.issues.map(issue => issue.path.join('.'))).toContain(path);
  });
});

describe('quantity', () => {
  it.each(['0', '4', '500m', '0.5', '1.25', '8Gi', '128Mi', '2k', '1E'])(
    'takes %s',
    text => {
      expect(quantity.parse(text)).toBe(text);
    },
  );

  it.each([
    '',
    '-1',
    '+1',
    '4 GB',
    '4GB',
    '1e400',
    '1e3',
    '.5',
    '1.',
    '1,5',
    'Gi',
    '8GI',
    '8 Gi',
    '8Gi\n',
    '0x10',
    'NaN',
    'Infinity',
    '9'.repeat(16),
  ])('refuses %j', text => {
    expect(quantity.safeParse(text).success).toBe(false);
  });
});

describe('environment variables', () => {
  it.each(['A', '_a', 'APP_ENV', 'a1', 'x'.repeat(128)])('takes %s', name => {
    expect(envSchema.parse({ [name]: 'x' })).toEqual({ [name]: 'x' });
  });

  it.each(['', '1A', 'A-B', 'A B', 'A=B', 'A\n', 'É', 'x'.repeat(129)])(
    'refuses %j',
    name => {
      expect(envSchema.safeParse({ [name]: 'x' }).success).toBe(false);
    },
  );

  it.each([
    ['a value with line breaks', 'a\nb', true],
    ['an empty value', '', true],
    ['32768 characters', 'x'.repeat(32768), true],
    ['32769 characters', 'x'.repeat(32769), false],
    ['a NUL', 'a\0b', false],
    ['a number', 1, false],
  ])('%s: %#', (_, value, taken) => {
    expect(envSchema.safeParse({ A: value }).success).toBe(taken);
  });

  it('takes no variable for a property of all objects', () => {
    const env: unknown = JSON.parse('{"__proto__": "x", "constructor": "y"}');
    const parsed = envSchema.parse(env);
    expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
    expect(Object.entries(parsed)).toEqual([['constructor', 'y']]);
  });

  it('takes 200 and no more', () => {
    const env = (count: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, index) => [`V${index}`, 'x']),
      );
    expect(envSchema.safeParse(env(200)).success).toBe(true);
    expect(envSchema.safeParse(env(201)).success).toBe(false);
  });
});

describe('probes', () => {
  it.each([
    { path: '/' },
    { path: '/healthz?full=1', port: 9090 },
    { tcp: 8080 },
  ])('takes %j', probe => {
    expect(probeSchema.parse(probe)).toEqual(probe);
  });

  it.each([
    {},
    { path: 'healthz' },
    { path: '/health z' },
    { path: '/a\r\nHost: x' },
    { path: '/', tcp: 8080 },
    { tcp: '8080' },
    { port: 8080 },
  ])('refuses %j', probe => {
    expect(probeSchema.safeParse(probe).success).toBe(false);
  });
});
