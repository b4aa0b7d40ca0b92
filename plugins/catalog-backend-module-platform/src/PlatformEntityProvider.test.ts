import { mockServices } from '@backstage/backend-test-utils';
import {
  groupEntityV1alpha1Validator,
  stringifyEntityRef,
  userEntityV1alpha1Validator,
  componentEntityV1alpha1Validator,
  type Entity,
} from '@backstage/catalog-model';
import type {
  EntityProviderConnection,
  EntityProviderMutation,
} from '@backstage/plugin-catalog-node';
import { PlatformEntityProvider } from './PlatformEntityProvider';
import { MemoryRepository } from './testing';

/** A catalog that applies mutations to a map, or fails when told to. */
class MemoryCatalog {
  readonly entities = new Map<string, Entity>();
  readonly mutations: EntityProviderMutation[] = [];
  failures = 0;

  readonly connection: EntityProviderConnection = {
    applyMutation: async mutation => {
      this.mutations.push(mutation);
      if (this.failures > 0) {
        this.failures -= 1;
        throw new Error('the database is gone');
      }
      if (mutation.type === 'full') {
        this.entities.clear();
        mutation.entities.forEach(({ entity }) => this.#add(entity));
        return;
      }
      mutation.added.forEach(({ entity }) => this.#add(entity));
      for (const removed of mutation.removed) {
        this.entities.delete(
          'entityRef' in removed
            ? removed.entityRef
            : stringifyEntityRef(removed.entity),
        );
      }
    },
    refresh: async () => {},
  };

  get refs(): string[] {
    return [...this.entities.keys()].sort();
  }

  #add(entity: Entity) {
    this.entities.set(stringifyEntityRef(entity), entity);
  }
}

const people = [
  { name: 'guest', displayName: 'Guest' },
  { name: 'ada', displayName: 'Ada' },
];

describe('PlatformEntityProvider', () => {
  const logger = mockServices.logger.mock();
  let repository: MemoryRepository;
  let catalog: MemoryCatalog;
  let provider: PlatformEntityProvider;

  beforeEach(() => {
    logger.error.mockClear();
    repository = new MemoryRepository({
      acme: { members: ['ada', 'octocat'], services: ['shop'] },
    });
    catalog = new MemoryCatalog();
    provider = PlatformEntityProvider.create({
      repository,
      logger,
      admins: ['user:default/guest'],
      people,
      portalUrl: 'http://localhost:7007',
    });
  });

  afterEach(() => provider.stop());

  it('tells the catalog everything at start', async () => {
    await provider.connect(catalog.connection);

    expect(catalog.refs).toEqual([
      'component:acme/shop',
      'group:default/acme',
      'group:default/platform-admins',
      'user:default/ada',
      'user:default/guest',
      'user:default/octocat',
    ]);
    expect(catalog.mutations.map(({ type }) => type)).toEqual(['full']);
  });

  it('tells entities that the catalog takes', async () => {
    await provider.connect(catalog.connection);

    const validators = [
      groupEntityV1alpha1Validator,
      userEntityV1alpha1Validator,
      componentEntityV1alpha1Validator,
    ];
    for (const entity of catalog.entities.values()) {
      const taken = await Promise.all(
        validators.map(validator => validator.check(entity)),
      );
      expect(taken).toContain(true);
    }
  });

  it('ties the entities of a tenant to it', async () => {
    await provider.connect(catalog.connection);

    expect(catalog.entities.get('group:default/acme')).toMatchObject({
      metadata: { annotations: { 'mctl.ai/tenant': 'acme' } },
      spec: { type: 'tenant', members: ['ada', 'octocat'] },
    });
    expect(catalog.entities.get('component:acme/shop')).toMatchObject({
      metadata: {
        annotations: {
          'mctl.ai/tenant': 'acme',
          'mctl.ai/service': 'shop',
          'backstage.io/kubernetes-id': 'shop',
          'backstage.io/kubernetes-namespace': 'acme',
        },
      },
      spec: { type: 'service', owner: 'group:default/acme' },
    });
  });

  it('keeps services of one name in two tenants apart', async () => {
    repository.replace({
      acme: { members: ['ada'], services: ['shop'] },
      globex: { members: ['ben'], services: ['shop'] },
    });
    await provider.connect(catalog.connection);

    expect(catalog.refs).toEqual(
      expect.arrayContaining(['component:acme/shop', 'component:globex/shop']),
    );
  });

  it('tells of one person once, however the name is written', async () => {
    repository.replace({
      acme: { members: ['Ada', 'octocat'] },
      globex: { members: ['Octocat'] },
    });
    await provider.connect(catalog.connection);

    const [mutation] = catalog.mutations;
    const users =
      mutation.type === 'full'
        ? mutation.entities.filter(({ entity }) => entity.kind === 'User')
        : [];
    expect(users.map(({ entity }) => entity.metadata.name)).toEqual([
      'guest',
      'ada',
      'octocat',
    ]);
  });

  it('tells only what changed afterwards', async () => {
    await provider.connect(catalog.connection);
    repository.replace({
      acme: { members: ['ada'], services: ['shop', 'api'] },
    });
    await provider.reconcile();

    const [, delta] = catalog.mutations;
    expect(delta).toMatchObject({
      type: 'delta',
      removed: [{ entityRef: 'user:default/octocat' }],
    });
    expect(
      delta.type === 'delta' &&
        delta.added.map(({ entity }) => stringifyEntityRef(entity)),
    ).toEqual(['group:default/acme', 'component:acme/api']);
    expect(catalog.refs).not.toContain('user:default/octocat');
  });

  it('says nothing when nothing changed', async () => {
    await provider.connect(catalog.connection);
    await provider.reconcile();
    await provider.reconcile();

    expect(catalog.mutations).toHaveLength(1);
  });

  it('ends at the newest state when changes come fast', async () => {
    await provider.connect(catalog.connection);
    for (let index = 0; index < 20; index++) {
      repository.replace({ [`tenant-${index}`]: { members: ['ada'] } });
    }
    await provider.reconcile();

    expect(catalog.refs).toContain('group:default/tenant-19');
    expect(catalog.refs.filter(ref => ref.includes('/tenant-'))).toHaveLength(
      1,
    );
    expect(catalog.mutations.length).toBeLessThan(21);
  });

  it.each([true, false])(
    'keeps what the catalog has while the repository is unknown (last: %s)',
    async keepLast => {
      await provider.connect(catalog.connection);
      const before = catalog.refs;
      repository.lose({ keepLast });
      await provider.reconcile();

      expect(catalog.refs).toEqual(before);
    },
  );

  it('tells everything again after a failure', async () => {
    await provider.connect(catalog.connection);
    catalog.failures = 1;
    repository.replace({ globex: { members: ['ben'] } });
    await provider.reconcile();
    expect(logger.error).toHaveBeenCalledTimes(1);

    await provider.reconcile();

    expect(catalog.mutations.map(({ type }) => type)).toEqual([
      'full',
      'delta',
      'full',
    ]);
    expect(catalog.refs).toContain('group:default/globex');
    expect(catalog.refs).not.toContain('group:default/acme');
  });

  it('stops listening', async () => {
    await provider.connect(catalog.connection);
    provider.stop();
    repository.replace({ globex: { members: ['ben'] } });
    await provider.reconcile();

    expect(catalog.mutations).toHaveLength(1);
  });
});
