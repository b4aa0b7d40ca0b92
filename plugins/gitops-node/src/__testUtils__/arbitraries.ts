import {
  compareQuantities,
  envValue,
  NAME_PATTERN,
  type PlatformDocument,
  type Resources,
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

/** Any quantity, in more ways to write it than one. */
export const anyQuantity = fc.constantFrom(
  '1',
  '250m',
  '0.5',
  '8Gi',
  '128Mi',
  '1E',
);
/** Any TCP port. */
export const anyPort = fc.integer({ min: 1, max: 65535 });

const anyPair = fc
  .tuple(anyQuantity, anyQuantity)
  .map(pair => pair.sort(compareQuantities));

/** Any requests and limits, the former never above the latter. */
export const anyResources: fc.Arbitrary<Resources> = fc
  .tuple(anyPair, anyPair)
  .map(([cpu, memory]) => ({
    requests: { cpu: cpu[0], memory: memory[0] },
    limits: { cpu: cpu[1], memory: memory[1] },
  }));

const anyPreviews = fc.record({
  enabled: fc.boolean(),
  quota: fc.record({
    cpu: anyQuantity,
    memory: anyQuantity,
    pods: fc.integer({ min: 1, max: 1000 }),
  }),
  maxTtl: fc.constantFrom('30s', '90m', '72h', '7d'),
});

/** The profiles that services of {@link anyPlatformDocument} may name. */
export const PROFILES = ['small', 'large'] as const;

/** Any quota of a tenant. */
export const anyQuota = fc.record({
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
    defaults: fc.record(
      {
        quota: anyQuota,
        resources: anyResources,
        replicas: fc.integer({ min: 1, max: 50 }),
        port: anyPort,
        network: fc.record({ internetEgress: fc.boolean() }),
        previews: anyPreviews,
      },
      {
        requiredKeys: ['quota', 'resources', 'replicas', 'port', 'network'],
      },
    ),
    profiles: fc.record({ small: anyResources, large: anyResources }),
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
      previews: anyPreviews,
    },
    { requiredKeys: ['displayName', 'members', 'quota', 'network'] },
  ),
});
