import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { isKnown } from '@mctl/plugin-platform-common';
import fc from 'fast-check';
import { parseAllDocuments, visit } from 'yaml';
import { BareGitRepository } from './BareGitRepository';
import { renderService } from './rendering/renderService';
import { renderTenant } from './rendering/renderTenant';
import { anyTenantDocument } from './__testUtils__/arbitraries';
import { anyServiceDocument } from './__testUtils__/serviceArbitrary';
import { kubectlPath, kustomize } from './__testUtils__/kubectl';
import {
  samplePlatform,
  sampleService,
  sampleTenant,
} from './__testUtils__/sampleDocuments';

const SEED = resolve(__dirname, '../../../gitops');

const describeWithKubectl = kubectlPath ? describe : describe.skip;

const platformWithProfiles = {
  ...samplePlatform,
  spec: {
    ...samplePlatform.spec,
    profiles: {
      small: samplePlatform.spec.defaults.resources,
      large: samplePlatform.spec.defaults.resources,
    },
  },
};

interface KubernetesResource {
  kind: string;
  metadata: { name: string; namespace?: string };
  spec: Record<string, unknown>;
}

/** A number too large for a float, which Go's readers take as text. */
const OUT_OF_RANGE = /^[-+]?[0-9][0-9.]*e[-+]?[0-9]+$/i;

/** Reads YAML as kubectl and Argo CD do, which are written in Go. */
function read(text: string): KubernetesResource[] {
  return parseAllDocuments(text).map(document => {
    visit(document, {
      Scalar(_, scalar) {
        const { value, source = '' } = scalar;
        if (!Number.isFinite(value) && OUT_OF_RANGE.test(source)) {
          scalar.value = source;
        }
      },
    });
    return document.toJS();
  });
}

describe('the seed folder', () => {
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'seed-'));
  });

  afterEach(async () => {
    await rm(root, { recursive: true, force: true });
  });

  async function write(files: Array<{ path: string; content: string }>) {
    for (const { path, content } of files) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), content);
    }
  }

  it('is what a new repository starts as', async () => {
    const repository = await BareGitRepository.create({
      directory: join(root, 'gitops.git'),
      branch: 'main',
      seedFrom: SEED,
      logger: mockServices.logger.mock(),
    });
    const current = repository.current();
    await repository.stop();
    expect(isKnown(current) && current.value.invalid).toEqual([]);
    const { defaults, profiles, policies } =
      (isKnown(current) && current.value.platform.document.spec) || {};
    expect(defaults).toMatchObject(samplePlatform.spec.defaults);
    expect(Object.keys(profiles ?? {})).toEqual(['small', 'medium', 'large']);
    expect(policies).toMatchObject({ privileges: { action: 'deny' } });
    expect(isKnown(current) && current.value.tenants.size).toBe(0);
  });

  describeWithKubectl('with kubectl, which must be on the PATH', () => {
    it.each(['local', 'production'])(
      'has an overlay %s that kubectl accepts',
      overlay => {
        const resources = read(
          kustomize(join(SEED, 'platform/overlays', overlay)),
        );
        const named = (kind: string, name: string) =>
          resources.find(
            each => each.kind === kind && each.metadata.name === name,
          );
        expect(named('Application', 'platform')?.spec).toMatchObject({
          source: { path: `platform/overlays/${overlay}` },
          syncPolicy: { automated: { prune: false } },
        });
        for (const set of ['tenants', 'workloads']) {
          expect(named('ApplicationSet', set)?.spec).toMatchObject({
            syncPolicy: { preserveResourcesOnDeletion: true },
            template: {
              spec: {
                syncPolicy: { automated: { prune: true, selfHeal: true } },
              },
            },
          });
        }
      },
    );

    it('takes rendered folders that kubectl accepts', async () => {
      const tenant = sampleTenant('acme', {
        network: { internetEgress: true, allowFrom: ['billing'] },
      });
      const context = { tenant, platform: samplePlatform, domain: 'localhost' };
      await write([
        ...renderTenant(tenant, context),
        ...renderService(sampleService(), context),
      ]);
      const kinds = (folder: string) =>
        read(kustomize(join(root, 'tenants/acme', folder))).map(
          ({ kind }) => kind,
        );
      expect(kinds('project')).toEqual(['AppProject']);
      expect(kinds('manifests')).toEqual([
        'Namespace',
        'ResourceQuota',
        'LimitRange',
        ...Array.from({ length: 8 }, () => 'NetworkPolicy'),
      ]);
      expect(kinds('services/shop/manifests').sort()).toEqual([
        'Deployment',
        'Ingress',
        'PodDisruptionBudget',
        'Service',
      ]);
    });

    it('keeps text that reads as a number too large for one', async () => {
      const context = {
        tenant: sampleTenant(),
        platform: samplePlatform,
        domain: 'localhost',
      };
      const service = sampleService();
      await write(
        renderService(
          { ...service, spec: { ...service.spec, env: { HUGE: '1e3007' } } },
          context,
        ),
      );
      const [deployment] = read(
        kustomize(join(root, 'tenants/acme/services/shop/manifests')),
      ).filter(({ kind }) => kind === 'Deployment');
      expect(JSON.stringify(deployment)).toContain(
        '{"name":"HUGE","value":"1e3007"}',
      );
    });

    it('comes out of kubectl as the same data, whatever the values', async () => {
      const services = fc.sample(anyServiceDocument, { numRuns: 60, seed: 7 });
      const tenants = fc.sample(anyTenantDocument, { numRuns: 20, seed: 7 });
      const folders = [
        ...services.map((service, index) => {
          const tenant = sampleTenant(`team-s${index}`);
          return renderService(
            {
              ...service,
              metadata: { ...service.metadata, tenant: tenant.metadata.name },
            },
            { tenant, platform: platformWithProfiles, domain: 'localhost' },
          );
        }),
        ...tenants.map((tenant, index) =>
          renderTenant(
            { ...tenant, metadata: { name: `team-t${index}` } },
            { platform: platformWithProfiles },
          ),
        ),
      ];
      const files = folders.flat();
      await write([
        ...files,
        {
          path: 'kustomization.yaml',
          content: JSON.stringify({
            resources: files
              .filter(({ path }) => path.endsWith('/kustomization.yaml'))
              .map(({ path }) => dirname(path)),
          }),
        },
      ]);
      const identified = (resources: KubernetesResource[]) =>
        new Map(
          resources.map(each => [
            `${each.kind} ${each.metadata.namespace}/${each.metadata.name}`,
            each,
          ]),
        );
      const written = identified(
        files
          .filter(({ path }) => !path.endsWith('/kustomization.yaml'))
          .flatMap(({ content }) => read(content)),
      );
      expect(written.size).toBe(
        files.filter(({ path }) => !path.endsWith('/kustomization.yaml'))
          .length,
      );
      expect(identified(read(kustomize(root)))).toEqual(written);
    }, 60_000);
  });
});
