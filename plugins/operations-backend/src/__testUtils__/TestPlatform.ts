import {
  createBackendPlugin,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import { clusterStatusServiceRef } from '@mctl/plugin-cluster-node';
import { gitOpsRepositoryServiceRef } from '@mctl/plugin-gitops-node';
import { capabilityRegistryServiceRef } from '@mctl/plugin-platform-node';
import request from 'supertest';
import { operationsPlugin } from '../plugin';
import { FakeClusterStatus } from './FakeClusterStatus';
import { NOTE_CAPABILITIES } from './noteCapabilities';
import { TestRepository } from './TestRepository';

const notesPlugin = createBackendPlugin({
  pluginId: 'notes',
  register(env) {
    env.registerInit({
      deps: { registry: capabilityRegistryServiceRef },
      async init({ registry }) {
        registry.register(...NOTE_CAPABILITIES);
      },
    });
  },
});

/** People of the test repository by name; guest is the platform admin. */
export type Person = 'ada' | 'dev' | 'eve' | 'ben' | 'nobody' | 'guest';

/** A backend with this plugin, a real repository and a cluster that obeys. */
export class TestPlatform {
  readonly test: TestRepository;
  readonly cluster: FakeClusterStatus;
  readonly #backend: Awaited<ReturnType<typeof startTestBackend>>;

  /** Starts a backend. @param mctl - its configuration */
  static async start(mctl: JsonObject = {}): Promise<TestPlatform> {
    const test = await TestRepository.create();
    const cluster = new FakeClusterStatus();
    const backend = await startTestBackend({
      features: [
        operationsPlugin,
        notesPlugin,
        createServiceFactory({
          service: gitOpsRepositoryServiceRef,
          deps: {},
          factory: () => test.repository,
        }),
        createServiceFactory({
          service: clusterStatusServiceRef,
          deps: {},
          factory: () => cluster,
        }),
        mockServices.httpAuth.factory({
          defaultCredentials: mockCredentials.none(),
        }),
        mockServices.rootConfig.factory({
          data: {
            app: { baseUrl: 'http://portal.test' },
            backend: { baseUrl: 'http://localhost' },
            mctl: {
              admins: ['user:default/guest'],
              cluster: {
                type: 'kubernetes',
                url: 'https://cluster.test',
                token: 'a',
              },
              operations: {
                rateLimit: { reads: 100_000, writes: 100_000, burst: 1 },
              },
              ...mctl,
            },
          },
        }),
      ],
    });
    return new TestPlatform(test, cluster, backend);
  }

  private constructor(
    test: TestRepository,
    cluster: FakeClusterStatus,
    backend: Awaited<ReturnType<typeof startTestBackend>>,
  ) {
    this.test = test;
    this.cluster = cluster;
    this.#backend = backend;
  }

  get url(): string {
    return `http://localhost:${this.#backend.server.port()}/api/operations/v1`;
  }

  headers(person: Person): { Authorization: string } {
    return {
      Authorization: mockCredentials.user.header(`user:default/${person}`),
    };
  }

  get(person: Person, path: string) {
    return request(this.url).get(path).set(this.headers(person));
  }

  post(person: Person, path: string, body: object) {
    return request(this.url).post(path).set(this.headers(person)).send(body);
  }

  /** Starts an operation under a key. */
  start(person: Person, body: object, key: string = crypto.randomUUID()) {
    return this.post(person, '/operations', body).set('Idempotency-Key', key);
  }

  /** From now on Argo CD has in `acme` whatever stands on the branch. */
  async syncAlways(): Promise<void> {
    const { repository } = this.test;
    repository.subscribe(({ commit }) => {
      this.cluster.setApplication('acme', { revision: commit });
    });
    const { commit } = await repository.refresh();
    this.cluster.setApplication('acme', { revision: commit });
  }

  async stop(): Promise<void> {
    await this.#backend.stop();
    await this.test.remove();
  }
}
