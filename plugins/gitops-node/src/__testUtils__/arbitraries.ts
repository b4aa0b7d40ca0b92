import {
  envValue,
  NAME_PATTERN,
  type PlatformDocument,
  type ServiceDocument,
  type TenantDocument,
} from '@mctl/plugin-platform-common';
import fc from 'fast-check';

/** Texts that careless YAML writers and template engines trip over. */
const TRICKY_TEXTS = [
  '',
  ' ',
  ' leading',
  'trailing ',
  'NO',
  'no',
  'y',
  'On',
  '~',
  'null',
  'True',
  '0o7',
  '0O7',
  '007',
  '0x1F',
  '0X1f',
  '-0b1',
  '1_000',
  '1e3',
  '.5',
  '.inf',
  '.NaN',
  '12:30:45',
  '2001-01-01',
  '=',
  '<<',
  'a: b',
  'a #b',
  '- a',
  '? a',
  '---',
  '...',
  '--- a\n... b\n',
  'a\nb: c\n',
  '\n\n',
  '\r\n',
  'tab\there',
  '&anchor',
  '*alias',
  '!!binary aGk=',
  '%YAML 1.1',
  '@at',
  '`tick',
  '"quoted"',
  "it's",
  '{{ .Values.x }}',
  '${{ secrets.X }}',
  '$(id)',
  '$(APP_ENV)',
  '$$(APP_ENV)',
  '$$',
  '{a: b}',
  '[a, b]',
  'a:',
  ':a',
  'a,b',
  '\u2028\u2029\ufeff',
  '\u{1f600}',
  'x'.repeat(1300),
];

const isCarried = (text: string) => envValue.safeParse(text).success;

/** Any text that a document may hold as a value. */
export const anyText = fc.oneof(
  fc.constantFrom(...TRICKY_TEXTS),
  fc
    .array(fc.constantFrom(...TRICKY_TEXTS), { minLength: 2, maxLength: 3 })
    .map(parts => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 5 }).filter(isCarried),
  fc.string(),
);

/** A well-formed name that is not reserved. */
export const anyName = fc
  .stringMatching(/^[a-z][a-z0-9]{0,5}(?:-[a-z0-9]{1,5}){0,2}$/)
  .filter(name => name.length >= 2 && NAME_PATTERN.test(name));

const anyQuantity = fc.constantFrom('1', '250m', '0.5', '8Gi', '128Mi', '1E');
const anyPort = fc.integer({ min: 1, max: 65535 });

const anyResources = fc.record({
  requests: fc.record({ cpu: anyQuantity, memory: anyQuantity }),
  limits: fc.record({ cpu: anyQuantity, memory: anyQuantity }),
});

const anyQuota = fc.record({
  cpu: anyQuantity,
  memory: anyQuantity,
  pods: fc.integer({ min: 1, max: 1000 }),
  storage: anyQuantity,
});

const anyLine = anyText
  .map(text => text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '').slice(0, 80))
  .filter(isCarried);

/** Any valid Platform document. */
export const anyPlatformDocument: fc.Arbitrary<PlatformDocument> = fc.record({
  apiVersion: fc.constant('mctl.ai/v1' as const),
  kind: fc.constant('Platform' as const),
  metadata: fc.constant({ name: 'platform' as const }),
  spec: fc.record({
    defaults: fc.record({
      quota: anyQuota,
      resources: anyResources,
      replicas: fc.integer({ min: 1, max: 50 }),
      port: anyPort,
      network: fc.record({ internetEgress: fc.boolean() }),
    }),
  }),
});

/** Any valid Tenant document. */
export const anyTenantDocument: fc.Arbitrary<TenantDocument> = fc.record({
  apiVersion: fc.constant('mctl.ai/v1' as const),
  kind: fc.constant('Tenant' as const),
  metadata: fc.record({ name: anyName }),
  spec: fc.record(
    {
      displayName: anyLine.map(text => text || 'Acme'),
      description: anyLine,
      contact: anyLine,
      members: fc.array(
        fc.record({
          user: fc.constantFrom('octocat', 'hubot', 'no', '123', '0x1F', '1e3'),
          role: fc.constantFrom('viewer', 'developer', 'owner'),
        }),
        { minLength: 1, maxLength: 4 },
      ),
      quota: anyQuota,
      network: fc.record({
        internetEgress: fc.boolean(),
        allowFrom: fc.array(anyName, { maxLength: 3 }),
      }),
    },
    { requiredKeys: ['displayName', 'members', 'quota', 'network'] },
  ),
});

const anyProbe = fc.oneof(
  fc.record(
    { path: fc.constantFrom('/', '/healthz', '/a?b=c#d'), port: anyPort },
    { requiredKeys: ['path'] },
  ),
  fc.record({ tcp: anyPort }),
);

/** Any valid Service document. */
export const anyServiceDocument: fc.Arbitrary<ServiceDocument> = fc.record({
  apiVersion: fc.constant('mctl.ai/v1' as const),
  kind: fc.constant('Service' as const),
  metadata: fc.record({ name: anyName, tenant: anyName }),
  spec: fc.record(
    {
      type: fc.constantFrom('web', 'worker'),
      image: fc.record({
        repository: fc.constantFrom('ghcr.io/acme/shop', 'localhost:5000/a'),
        tag: fc.constantFrom('1.4.0', '1.4', '2001-01-01', 'no', '1e3', '0x1F'),
      }),
      command: fc.array(anyText, { maxLength: 3 }),
      args: fc.array(anyText, { maxLength: 3 }),
      port: anyPort,
      replicas: fc.integer({ min: 0, max: 50 }),
      resources: anyResources,
      env: fc.dictionary(
        fc.constantFrom('APP_ENV', 'NO', 'y', '_', 'null', 'on', 'E1'),
        anyText,
        { noNullPrototype: true },
      ),
      probes: fc.record(
        { liveness: anyProbe, readiness: anyProbe, startup: anyProbe },
        { requiredKeys: [] },
      ),
      deploys: fc.record({ auto: fc.boolean() }),
    },
    { requiredKeys: ['type', 'image', 'replicas'] },
  ),
});
