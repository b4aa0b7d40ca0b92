import { createHash } from 'node:crypto';
import { asFields, type Fields } from './fields';
import type { KubeObject, ObjectDraft } from './objects';
import { CLAIMS, JOBS, type ResourceType, SERVICES } from './resources';

const UID_LABEL = 'batch.kubernetes.io/controller-uid';

/** Fields of a spec that the server or its controllers set. */
const KEPT = new Map<ResourceType, readonly string[]>([
  [SERVICES, ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy']],
  [CLAIMS, ['volumeName', 'storageClassName']],
]);

/** What the server adds to a new object, because it depends on its identity. */
export function withServerFields(
  type: ResourceType,
  object: KubeObject,
): KubeObject {
  if (type === JOBS) {
    return withJobSelector(object);
  }
  if (type === SERVICES) {
    return withAddress(object);
  }
  return type === CLAIMS ? { ...object, status: { phase: 'Pending' } } : object;
}

/** A replacement with the server's fields where it leaves them out. */
export function keepServerFields(
  type: ResourceType,
  current: KubeObject,
  draft: ObjectDraft,
): ObjectDraft {
  const before = asFields(current.spec);
  const spec = asFields(draft.spec);
  if (type === JOBS && spec.selector === undefined) {
    const template = asFields(spec.template);
    const { labels } = asFields(asFields(before.template).metadata);
    return {
      ...draft,
      spec: {
        ...spec,
        selector: before.selector,
        template: {
          ...template,
          metadata: { ...asFields(template.metadata), labels },
        },
      },
    };
  }
  const kept = (KEPT.get(type) ?? []).filter(
    name => spec[name] === undefined && before[name] !== undefined,
  );
  return kept.length === 0
    ? draft
    : {
        ...draft,
        spec: {
          ...spec,
          ...Object.fromEntries(kept.map(name => [name, before[name]])),
        },
      };
}

/** Follows `generateSelector` of Kubernetes, pkg/registry/batch/job/strategy.go. */
function withJobSelector(job: KubeObject): KubeObject {
  const spec = asFields(job.spec);
  if (spec.manualSelector === true || spec.selector !== undefined) {
    return job;
  }
  const { uid, name } = job.metadata;
  const template = asFields(spec.template);
  const metadata = asFields(template.metadata);
  return {
    ...job,
    spec: {
      ...spec,
      selector: { matchLabels: { [UID_LABEL]: uid } },
      template: {
        ...template,
        metadata: {
          ...metadata,
          labels: {
            ...asFields(metadata.labels),
            [UID_LABEL]: uid,
            'batch.kubernetes.io/job-name': name,
            'controller-uid': uid,
            'job-name': name,
          },
        },
      },
    },
  };
}

/** An address of the cluster's own, made of the service's name. */
function withAddress(service: KubeObject): KubeObject {
  const spec = asFields(service.spec);
  if (spec.type === 'ExternalName' || spec.clusterIP !== undefined) {
    return service;
  }
  const { namespace = '', name } = service.metadata;
  const [high, low] = createHash('sha256')
    .update(`${namespace}/${name}`)
    .digest();
  const clusterIP = `10.43.${high}.${(low % 254) + 1}`;
  const address: Fields = {
    clusterIP,
    clusterIPs: [clusterIP],
    ipFamilies: ['IPv4'],
    ipFamilyPolicy: 'SingleStack',
  };
  return { ...service, spec: { ...spec, ...address } };
}
