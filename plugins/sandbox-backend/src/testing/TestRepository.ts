import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { ConflictError } from '@backstage/errors';
import {
  BareGitRepository,
  createDocumentText,
  type FileWrite,
  type GitOpsRepository,
  renderService,
  renderTenant,
} from '@mctl/plugin-gitops-node';
import type {
  PlatformDocument,
  ServiceDocument,
  TenantDocument,
} from '@mctl/plugin-platform-common';

const platform: PlatformDocument = {
  apiVersion: 'mctl.ai/v1',
  kind: 'Platform',
  metadata: { name: 'platform' },
  spec: {
    defaults: {
      quota: { cpu: '4', memory: '8Gi', pods: 30, storage: '50Gi' },
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

/** A real repository in a folder, changed through its own commits. */
export class TestRepository {
  readonly git: GitOpsRepository;
  readonly #stop: () => Promise<void> | void;
  #operations = 0;

  static async create(options: {
    folder: string;
    logger: LoggerService;
  }): Promise<TestRepository> {
    const seedFrom = join(options.folder, 'seed');
    await mkdir(seedFrom, { recursive: true });
    await writeFile(
      join(seedFrom, 'platform.yaml'),
      createDocumentText(platform),
    );
    const git = await BareGitRepository.create({
      directory: join(options.folder, 'gitops.git'),
      branch: 'main',
      seedFrom,
      logger: options.logger,
    });
    return new TestRepository(git, () => git.stop());
  }

  private constructor(git: GitOpsRepository, stop: () => Promise<void> | void) {
    this.git = git;
    this.#stop = stop;
  }

  async stop(): Promise<void> {
    await this.#stop();
  }

  /** Commits a tenant with what is rendered from it. */
  async putTenant(name: string): Promise<string> {
    const document = tenantDocument(name);
    return this.commit([
      {
        path: `tenants/${name}/tenant.yaml`,
        content: createDocumentText(document),
      },
      ...renderTenant(document, { platform }),
    ]);
  }

  /** Commits a service with what is rendered from it. */
  async putService(
    tenant: string,
    name: string,
    spec: { tag: string; replicas?: number },
  ): Promise<string> {
    const document: ServiceDocument = {
      apiVersion: 'mctl.ai/v1',
      kind: 'Service',
      metadata: { name, tenant },
      spec: {
        type: 'web',
        image: { repository: `ghcr.io/${tenant}/${name}`, tag: spec.tag },
        replicas: spec.replicas ?? 1,
      },
    };
    return this.commit([
      {
        path: `tenants/${tenant}/services/${name}/service.yaml`,
        content: createDocumentText(document),
      },
      ...renderService(document, {
        platform,
        tenant: tenantDocument(tenant),
        domain: 'localhost',
      }),
    ]);
  }

  /** Removes everything below a folder. */
  async remove(prefix: string): Promise<string> {
    const snapshot = await this.git.refresh();
    return this.commit(
      snapshot.list(prefix).map(({ path }) => ({ path, content: null })),
    );
  }

  async commit(changes: readonly FileWrite[]): Promise<string> {
    const { commit: base } = await this.git.refresh();
    this.#operations += 1;
    const result = await this.git.commit({
      operationId: `op_test${this.#operations}`,
      base,
      changes,
      writes: ['tenants/'],
      title: 'test: change the repository',
      trailers: {},
    });
    if (result.outcome !== 'committed') {
      throw new ConflictError('Somebody else committed');
    }
    return result.commit;
  }
}

function tenantDocument(name: string): TenantDocument {
  return {
    apiVersion: 'mctl.ai/v1',
    kind: 'Tenant',
    metadata: { name },
    spec: {
      displayName: name,
      members: [{ user: 'octocat', role: 'owner' }],
      quota: platform.spec.defaults.quota,
      network: { internetEgress: false, allowFrom: [] },
    },
  };
}
