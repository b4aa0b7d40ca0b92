import { PlatformEntities } from './PlatformEntities';
import { MemoryRepository, snapshotOf } from './testing';

const sources = {
  admins: ['user:default/guest'],
  people: [],
  portalUrl: 'http://localhost:7007',
};

describe('PlatformEntities', () => {
  it('describes again only what a commit changed', () => {
    const entities = PlatformEntities.create(sources);
    const before = snapshotOf(
      new MemoryRepository({
        acme: { members: ['ada'], services: ['shop', 'api'] },
      }),
    );
    const changed = snapshotOf(
      new MemoryRepository({
        acme: { members: ['ada', 'ben'], services: ['shop'] },
      }),
    );
    const first = entities.of(before);
    // The services are those of before: only the tenant was touched.
    const second = entities.of(
      Object.assign(changed, { services: before.services }),
    );

    expect(second.get('component:acme/shop')).toBe(
      first.get('component:acme/shop'),
    );
    expect(second.get('group:default/acme')?.text).not.toBe(
      first.get('group:default/acme')?.text,
    );
    expect([...second.keys()]).toContain('user:default/ben');
  });

  it('carries what other plugins look for', () => {
    const snapshot = snapshotOf(
      new MemoryRepository({ acme: { members: ['ada'], services: ['shop'] } }),
    );
    const entry = snapshot.services.get('acme/shop');
    expect(entry).toBeDefined();
    if (entry) {
      entry.document.spec.source = { repository: 'acme/shop' };
      entry.document.spec.type = 'cron';
    }
    const known = PlatformEntities.create(sources)
      .of(snapshot)
      .get('component:acme/shop');

    expect(known?.entity).toMatchObject({
      metadata: {
        annotations: {
          'argocd/app-name': 'acme.svc.shop',
          'backstage.io/kubernetes-label-selector':
            'mctl.ai/tenant=acme,mctl.ai/service=shop',
          'github.com/project-slug': 'acme/shop',
        },
        links: [{ url: 'http://localhost:7007/services/acme/shop' }],
      },
      spec: { type: 'cron', owner: 'group:default/acme' },
    });
  });

  it('writes nothing as JSON again that is unchanged', () => {
    const describe = jest.spyOn(JSON, 'stringify');
    const entities = PlatformEntities.create(sources);
    const snapshot = snapshotOf(
      new MemoryRepository({
        acme: {
          members: ['ada'],
          services: Array.from({ length: 500 }, (_, index) => `s${index}x`),
        },
      }),
    );
    entities.of(snapshot);
    describe.mockClear();

    entities.of(snapshot);

    // Only the platform's own group is made anew.
    expect(describe).toHaveBeenCalledTimes(1);
    describe.mockRestore();
  });
});
