import type { Plan } from '@mctl/plugin-platform-common';
import { describePlan } from './describePlan';

const plan: Plan = {
  operation: 'deploy-service',
  subject: 'service:acme/shop',
  hash: 'sha256:1',
  baseCommit: '1'.repeat(40),
  resolved: {},
  summary: 'Service shop exists in acme and runs 1.0.0',
  changes: [],
  resources: [],
  quota: null,
  policy: [],
  warnings: [],
  needs: { confirmation: false, approval: null },
};

describe('describePlan', () => {
  it('says that nothing would change', () => {
    expect(describePlan(plan)).toEqual([
      'Planned: Service shop exists in acme and runs 1.0.0',
      'Nothing would change',
    ]);
  });

  it('shows all that a person decides by', () => {
    expect(
      describePlan({
        ...plan,
        changes: [{ path: 'tenants/acme/x.yaml', change: 'add', diff: '+x' }],
        resources: [
          {
            action: 'add',
            kind: 'Deployment',
            namespace: 'acme',
            name: 'shop',
          },
          { action: 'delete', kind: 'Namespace', name: 'acme' },
        ],
        quota: {
          tenant: 'acme',
          items: [{ resource: 'cpu', before: '1', after: '2', hard: '4' }],
        },
        policy: [
          { rule: 'registries', level: 'warn', message: 'not one of ours' },
        ],
        warnings: ['The service sleeps'],
        needs: { confirmation: true, approval: null },
      }),
    ).toEqual([
      'Planned: Service shop exists in acme and runs 1.0.0',
      'add tenants/acme/x.yaml',
      'add Deployment acme/shop',
      'delete Namespace acme',
      'Quota of acme: cpu 1 → 2 of 4',
      'Warning: The service sleeps',
      'warn (registries): not one of ours',
      'Runs only with planHash sha256:1: it destroys something',
    ]);
  });
});
