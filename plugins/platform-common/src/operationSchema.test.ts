import { z } from 'zod';
import {
  observedSchema,
  operationSchema,
  pageInput,
  pageSchema,
  planSchema,
} from './operationSchema';
import type { Operation, Plan } from './operations';

const time = '2026-11-22T10:00:00.000Z';
const operation: Operation = {
  id: 'op_01k2b3c4d5e6f7g8h9j0kmnpqr',
  operation: 'deploy-service',
  tenant: 'acme',
  subject: 'service:acme/shop',
  state: 'failed',
  step: 'verify',
  input: { tenant: 'acme', service: 'shop', tag: '1.4.0' },
  actor: {
    user: 'user:default/octocat',
    via: 'mcp',
    client: 'Claude',
    onBehalfOf: null,
  },
  reason: null,
  plan: { hash: 'sha256:0', baseCommit: '9fceb02' },
  approval: null,
  commit: '9fceb02',
  steps: [
    {
      name: 'commit',
      state: 'succeeded',
      startedAt: time,
      finishedAt: time,
      message: 'Commit 9fceb02',
    },
  ],
  result: null,
  error: {
    code: 'verification_failed',
    message: 'The container shop cannot start',
    hint: 'Deploy another tag.',
    evidence: [{ source: 'event', message: 'not found', time, count: 3 }],
  },
  createdAt: time,
  updatedAt: time,
  finishedAt: null,
  links: { portal: 'http://localhost:7007/operations/op_1' },
};

describe('the contract of operations', () => {
  it('has a schema that operations of our own type match', () => {
    expect(operationSchema.parse(operation)).toEqual(operation);
  });

  it('has a schema that plans of our own type match', () => {
    const plan: Plan = {
      operation: 'delete-tenant',
      subject: 'tenant:acme',
      hash: 'sha256:0',
      baseCommit: '9fceb02',
      resolved: {},
      summary: 'Tenant acme is gone',
      changes: [
        { path: 'tenants/acme/tenant.yaml', change: 'delete', diff: '' },
      ],
      resources: [{ action: 'delete', kind: 'Namespace', name: 'acme' }],
      quota: {
        tenant: 'acme',
        items: [{ resource: 'cpu', before: '1', after: '0', hard: '4' }],
      },
      policy: [{ rule: 'r', level: 'warn', message: 'm' }],
      warnings: ['Everything is deleted'],
      needs: { confirmation: true, approval: null },
    };
    expect(planSchema.parse(plan)).toEqual(plan);
  });

  it('keeps the contract still', () => {
    expect(z.toJSONSchema(operationSchema)).toMatchSnapshot('operation');
    expect(z.toJSONSchema(planSchema)).toMatchSnapshot('plan');
    expect(z.toJSONSchema(observedSchema(z.string()))).toMatchSnapshot(
      'observed',
    );
    expect(z.toJSONSchema(pageSchema(z.string()))).toMatchSnapshot('page');
  });
});

describe('observedSchema', () => {
  const schema = observedSchema(z.number().nullable());

  it.each([
    { value: 2, source: 'cluster', observedAt: time },
    { value: null, source: 'cluster', observedAt: time },
    { unknown: 'no connection', source: 'cluster' },
    {
      unknown: 'no connection',
      source: 'cluster',
      last: { value: 1, source: 'cluster', observedAt: time },
    },
  ])('takes %j', observed => {
    expect(schema.parse(observed)).toEqual(observed);
  });

  it.each([
    ['no age', { value: 2, source: 'cluster' }],
    ['no source', { value: 2, observedAt: time }],
    ['no reason', { source: 'cluster' }],
    ['another value', { value: '2', source: 'cluster', observedAt: time }],
  ])('refuses %s', (_, observed) => {
    expect(schema.safeParse(observed).success).toBe(false);
  });
});

describe('pageInput', () => {
  const schema = z.strictObject(pageInput);

  it.each([{}, { limit: 1 }, { limit: 200 }, { cursor: 'YWNtZQ' }])(
    'takes %j',
    input => {
      expect(schema.parse(input)).toEqual(input);
    },
  );

  it.each([
    { limit: 0 },
    { limit: 201 },
    { limit: 1.5 },
    { limit: '50' },
    { cursor: 'a'.repeat(1001) },
    { page: 2 },
  ])('refuses %j', input => {
    expect(schema.safeParse(input).success).toBe(false);
  });
});
