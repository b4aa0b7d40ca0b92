import type { Plan } from '@mctl/plugin-platform-common';
import { describePlan } from './describePlan';

const plan: Plan = {
  operation: 'delete-tenant',
  subject: 'tenant:acme',
  hash: 'sha256:1234',
  baseCommit: 'c0ffee',
  resolved: {},
  summary: 'Tenant acme and everything in it is gone',
  changes: Array.from({ length: 40 }, (_, index) => ({
    path: `tenants/acme/${index}.yaml`,
    change: 'delete',
    diff: '',
  })),
  resources: [
    { action: 'delete', kind: 'Namespace', name: 'acme' },
    { action: 'delete', kind: 'Deployment', namespace: 'acme', name: 'shop' },
  ],
  quota: {
    tenant: 'acme',
    items: [{ resource: 'cpu', before: '2', after: '0', hard: '4' }],
  },
  policy: [{ rule: 'r', level: 'warn', message: 'think twice' }],
  warnings: ['services stop at once'],
  needs: { confirmation: true, approval: null },
};

describe('describePlan', () => {
  it('shows what would happen and asks for the person', () => {
    const text = describePlan(plan, {
      tool: 'mctl_delete_tenant',
      dryRun: false,
    });

    expect(text).toContain('Tenant acme and everything in it is gone');
    expect(text).toContain('- delete tenants/acme/29.yaml\n- and 10 more');
    expect(text).toContain('- delete Namespace acme');
    expect(text).toContain('- delete Deployment acme/shop');
    expect(text).toContain('quota cpu: 2 → 0 of 4');
    expect(text).toContain('policy warn: think twice');
    expect(text).toContain('warning: services stop at once');
    expect(text).toContain('Show this plan to the person');
    expect(text).toContain('plan_hash "sha256:1234"');
    expect(text).not.toContain('dry_run');
  });

  it('says how to go on after a dry run', () => {
    const harmless = {
      ...plan,
      changes: [],
      needs: { confirmation: false, approval: null },
    };
    const text = describePlan(harmless, {
      tool: 'mctl_deploy_service',
      dryRun: true,
    });
    expect(text).toContain('Nothing would change.');
    expect(text).toContain('Call mctl_deploy_service again without dry_run');

    expect(
      describePlan(plan, { tool: 'mctl_delete_tenant', dryRun: true }),
    ).toContain('without dry_run, and plan_hash');
  });
});
