import { RENDERER_VERSION } from '@mctl/plugin-gitops-node';
import { refusalOf, TestPlatform } from '@mctl/plugin-platform-node/testUtils';
import { createTenantsPlatform } from '../testing';
import { reRender } from './reRender';

let platform: TestPlatform;
beforeEach(async () => {
  platform = await createTenantsPlatform();
});
afterEach(() => platform.stop());

describe('re-render', () => {
  it('renders tenants and services that an older renderer made', async () => {
    const operation = await platform.carryOut(
      're-render',
      { tenants: ['acme'] },
      { user: 'admin' },
    );
    expect(operation).toMatchObject({
      tenant: null,
      result: { rendered: 2, remaining: 0 },
    });
    const snapshot = await platform.repository.refresh();
    expect(snapshot.tenants.get('acme')?.document.renderedWith).toBe(
      RENDERER_VERSION,
    );
    expect(snapshot.services.get('acme/shop')?.document.renderedWith).toBe(
      RENDERER_VERSION,
    );
    const rendered = snapshot.list('tenants/acme/').map(({ path }) => path);
    expect(rendered).toEqual(
      expect.arrayContaining([
        'tenants/acme/manifests/namespace.yaml',
        'tenants/acme/project/app-project.yaml',
        'tenants/acme/services/shop/manifests/deployment.yaml',
        'tenants/acme/NOTES.md',
      ]),
    );
    expect(snapshot.tenants.get('globex')?.document.renderedWith).toBe(
      undefined,
    );
  });

  it('leaves what is rendered with this version alone', async () => {
    await platform.carryOut('re-render', {}, { user: 'admin' });
    const plan = await platform.plan('re-render', {}, 'admin');
    expect(plan.changes).toEqual([]);
    expect(plan.summary).toContain('0 are left');
  });

  it('goes in batches and says how many are left', async () => {
    const small = await TestPlatform.create({ capabilities: [reRender(2)] });
    try {
      const results: unknown[] = [];
      for (const user of ['admin', 'admin']) {
        const { result } = await small.carryOut('re-render', {}, { user });
        results.push(result);
      }
      expect(results).toEqual([
        { rendered: 2, remaining: 1 },
        { rendered: 1, remaining: 0 },
      ]);
    } finally {
      await small.stop();
    }
  });

  it('is for platform admins', async () => {
    for (const user of ['ada', 'ben']) {
      const error = await refusalOf(platform.start('re-render', {}, { user }));
      expect(error.code).toBe('role_too_small');
    }
  });

  it.each([
    [{ tenants: ['nowhere'] }, 'not_found'],
    [{ tenants: [] }, 'invalid_input'],
    [{ tenants: ['../acme'] }, 'invalid_input'],
    [{ tenant: 'acme' }, 'invalid_input'],
  ])('refuses %j with %s', async (asked, code) => {
    const error = await refusalOf(
      platform.start('re-render', asked, { user: 'admin' }),
    );
    expect(error.code).toBe(code);
  });
});
