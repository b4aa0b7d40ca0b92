import type { ServiceDocument } from '@mctl/plugin-platform-common';
import fc from 'fast-check';
import { load } from 'js-yaml';
import { parse } from 'yaml';
import { anyPlatformDocument } from '../__testUtils__/arbitraries';
import { samplePlatform, sampleTenant } from '../__testUtils__/sampleDocuments';
import { anyServiceDocument } from '../__testUtils__/serviceArbitrary';
import { escapeReferences } from './escapeReferences';
import { renderService } from './renderService';

const platform = {
  ...samplePlatform,
  spec: {
    ...samplePlatform.spec,
    profiles: {
      small: samplePlatform.spec.defaults.resources,
      large: samplePlatform.spec.defaults.resources,
    },
  },
};

function contextOf(document: ServiceDocument) {
  return {
    tenant: sampleTenant(document.metadata.tenant),
    platform,
    domain: 'localhost',
  };
}

interface Container {
  env?: Array<{ name: string; value?: string }>;
  command?: string[];
  args?: string[];
  volumeMounts: Array<{ mountPath: string; name: string; subPath?: string }>;
}

interface PodSpec {
  containers: Container[];
  volumes: Array<{ name: string; configMap?: { name: string } }>;
}

interface KubernetesObject {
  kind: string;
  metadata: { name: string; namespace: string };
  spec?: {
    template?: { spec: PodSpec };
    jobTemplate?: { spec: { template: { spec: PodSpec } } };
  };
  data?: Record<string, string>;
}

const readers: Array<[string, (text: string) => unknown]> = [
  ['YAML 1.2', text => parse(text)],
  ['YAML 1.1', text => parse(text, { version: '1.1' })],
  ['js-yaml', text => load(text)],
];

function objectsOf(
  document: ServiceDocument,
  read: (text: string) => unknown,
): KubernetesObject[] {
  return renderService(document, contextOf(document))
    .filter(({ path }) => !path.endsWith('kustomization.yaml'))
    .map(({ content }) => read(content) as KubernetesObject);
}

function podOf(object: KubernetesObject): PodSpec | undefined {
  return (
    object.spec?.template?.spec ?? object.spec?.jobTemplate?.spec.template.spec
  );
}

/** What the container would find at a path of a file. */
function fileAt(
  path: string,
  pod: PodSpec,
  objects: KubernetesObject[],
): string | undefined {
  const mount = pod.containers[0].volumeMounts.find(
    ({ mountPath }) => mountPath === path,
  );
  const volume = pod.volumes.find(({ name }) => name === mount?.name);
  const map = objects.find(
    ({ kind, metadata }) =>
      kind === 'ConfigMap' && metadata.name === volume?.configMap?.name,
  );
  return map?.data?.[mount?.subPath ?? ''];
}

describe('the manifests of any service', () => {
  it('lie in its folder, are listed, and belong to its namespace', () => {
    fc.assert(
      fc.property(anyServiceDocument, document => {
        const { tenant, name } = document.metadata;
        const folder = `tenants/${tenant}/services/${name}/manifests/`;
        const files = renderService(document, contextOf(document));
        const names = files.map(({ path }) => path.slice(folder.length));
        for (const { path } of files) {
          expect(path.startsWith(folder)).toBe(true);
        }
        for (const file of names) {
          expect(file).toMatch(/^[a-z0-9-]+\.yaml$/);
        }
        const [kustomization, ...resources] = names;
        expect(kustomization).toBe('kustomization.yaml');
        expect(parse(files[0].content).resources).toEqual(resources);
        for (const { metadata } of objectsOf(document, parse)) {
          expect(metadata.namespace).toBe(tenant);
          expect(
            metadata.name === name || metadata.name.startsWith(`${name}--`),
          ).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
  });

  it.each(readers)(
    'hand every value to the container as it is, read as %s',
    (_, read) => {
      fc.assert(
        fc.property(anyServiceDocument, document => {
          const { env = {}, secrets = {}, files = {}, jobs } = document.spec;
          const names = new Set([...Object.keys(env), ...Object.keys(secrets)]);
          const escape = (text: string) => escapeReferences(text, names);
          const some = (list: string[] | undefined) =>
            list?.length ? list.map(escape) : undefined;
          const objects = objectsOf(document, read);
          const pods = objects.filter(podOf);
          expect(pods).toHaveLength(jobs?.beforeDeploy ? 2 : 1);
          for (const object of pods) {
            const pod = podOf(object);
            if (!pod) {
              throw new Error('unreachable');
            }
            const [container] = pod.containers;
            const runs =
              object.kind === 'Job' ? jobs?.beforeDeploy : document.spec;
            expect(container.command).toEqual(some(runs?.command));
            expect(container.args).toEqual(some(runs?.args));
            expect(
              Object.fromEntries(
                (container.env ?? [])
                  .filter(({ value }) => value !== undefined)
                  .map(({ name, value }) => [name, value]),
              ),
            ).toEqual(
              Object.fromEntries(
                Object.entries(env).map(([name, value]) => [
                  name,
                  escape(value),
                ]),
              ),
            );
            for (const [path, content] of Object.entries(files)) {
              expect(fileAt(path, pod, objects)).toBe(content);
            }
          }
        }),
        { numRuns: 60 },
      );
    },
  );

  it('are the same bytes each time, whatever the order of keys', () => {
    fc.assert(
      fc.property(anyServiceDocument, document => {
        const reversed = {
          ...document,
          spec: Object.fromEntries(
            Object.entries(document.spec).reverse(),
          ) as ServiceDocument['spec'],
        };
        expect(renderService(reversed, contextOf(document))).toEqual(
          renderService(document, contextOf(document)),
        );
      }),
    );
  });

  it('keep the pod template when only the scale changes', () => {
    fc.assert(
      fc.property(
        anyServiceDocument,
        fc.integer({ min: 0, max: 50 }),
        (document, replicas) => {
          const scaled: ServiceDocument = {
            ...document,
            spec: { ...document.spec, replicas, autoscaling: undefined },
          };
          const pods = (each: ServiceDocument) =>
            objectsOf(each, parse).flatMap(object => podOf(object) ?? []);
          expect(pods(scaled)).toEqual(pods(document));
        },
      ),
    );
  });

  it('follow the defaults of any platform', () => {
    fc.assert(
      fc.property(
        anyServiceDocument,
        anyPlatformDocument,
        (document, anyPlatform) => {
          const { spec } = document;
          const [workload] = renderService(document, {
            ...contextOf(document),
            platform: anyPlatform,
          })
            .slice(1)
            .map(({ content }) => parse(content) as KubernetesObject);
          expect(podOf(workload)?.containers[0]).toMatchObject({
            resources:
              spec.resources ??
              (spec.profile
                ? anyPlatform.spec.profiles?.[spec.profile]
                : anyPlatform.spec.defaults.resources),
          });
        },
      ),
    );
  });
});
