import type { AppProject, GroupKind } from '../store/argoObjects';
import type { ResourceType } from '../store/resources';
import type { ObjectReference } from './applyManifest';

/** The cluster that Argo CD runs in, as projects name it. */
export const IN_CLUSTER = 'https://kubernetes.default.svc';

/**
 * Why an application may not be in its project; undefined when it may.
 *
 * @remarks
 * Follows `ValidatePermissions` of argo-cd, util/argo/argo.go.
 */
export function refuseApplication(
  project: AppProject | undefined,
  application: { project: string; namespace: string },
): string | undefined {
  const { project: name, namespace } = application;
  if (!project) {
    return `Application referencing project ${name} which does not exist`;
  }
  return permitsDestination(project, namespace)
    ? undefined
    : `application destination server '${IN_CLUSTER}' and namespace '${namespace}' do not match any of the allowed destinations in project '${name}'`;
}

/**
 * Why an object may not be part of an application; undefined when it may.
 *
 * @remarks
 * Follows the permission validator in controller/sync.go of argo-cd.
 */
export function refuseObject(
  project: AppProject,
  { type, namespace }: ObjectReference,
): string | undefined {
  const { name } = project.metadata;
  if (!permitsKind(project, type)) {
    return `resource ${type.group}:${type.kind} is not permitted in project ${name}`;
  }
  return namespace !== undefined && !permitsDestination(project, namespace)
    ? `namespace ${namespace} is not permitted in project '${name}'`
    : undefined;
}

/** Kinds in namespaces are allowed unless there is a list; others never are. */
function permitsKind({ spec }: AppProject, type: ResourceType): boolean {
  const [allowed, denied] = type.namespaced
    ? [spec.namespaceResourceWhitelist, spec.namespaceResourceBlacklist]
    : [spec.clusterResourceWhitelist ?? [], spec.clusterResourceBlacklist];
  const isIn = (kinds: readonly GroupKind[]) =>
    kinds.some(
      ({ group, kind }) =>
        matches(group, type.group) && matches(kind, type.kind),
    );
  return (allowed === undefined || isIn(allowed)) && !isIn(denied ?? []);
}

function permitsDestination({ spec }: AppProject, namespace: string): boolean {
  const fitting = (spec.destinations ?? []).filter(
    ({ server = '', name = '' }) =>
      matches(server, IN_CLUSTER) || matches(name, 'in-cluster'),
  );
  // A pattern that begins with `!` takes away what others allow.
  const denied = fitting.some(
    destination =>
      destination.namespace.startsWith('!') &&
      matches(destination.namespace.slice(1), namespace),
  );
  return (
    !denied &&
    fitting.some(destination => matches(destination.namespace, namespace))
  );
}

/** Whether a text is what a pattern with `*` for anything stands for. */
function matches(pattern: string, text: string): boolean {
  const [first, ...rest] = pattern.split('*');
  if (rest.length === 0) {
    return pattern === text;
  }
  if (!text.startsWith(first)) {
    return false;
  }
  const last = rest.pop() ?? '';
  let position = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, position);
    if (found === -1) {
      return false;
    }
    position = found + part.length;
  }
  return text.length - last.length >= position && text.endsWith(last);
}
