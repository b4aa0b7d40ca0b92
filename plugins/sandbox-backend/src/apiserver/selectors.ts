import type { KubeObject } from '../store/objects';
import {
  EVENTS,
  isCustom,
  JOBS,
  NAMESPACES,
  NODES,
  PODS,
  REPLICA_SETS,
  type ResourceType,
  SECRETS,
} from '../store/resources';
import { StatusError } from '../store/StatusError';

/** Whether an object is meant. */
export type Selector = (object: KubeObject) => boolean;

/**
 * What the `labelSelector` and `fieldSelector` of a request select.
 *
 * @throws StatusError when one of them cannot be read
 */
export function readSelector(
  type: ResourceType,
  query: URLSearchParams,
): Selector {
  const requirements = [
    ...split(query.get('labelSelector')).map(labelRequirement),
    ...split(query.get('fieldSelector')).map(requirement =>
      fieldRequirement(type, requirement),
    ),
  ];
  return object => requirements.every(selects => selects(object));
}

/** Splits at commas outside of parentheses. */
function split(selector: string | null): string[] {
  return (selector ?? '')
    .split(/,(?![^(]*\))/)
    .map(part => part.trim())
    .filter(Boolean);
}

function labelRequirement(requirement: string): Selector {
  const label = (object: KubeObject, key: string) =>
    object.metadata.labels?.[key];
  const set = /^([\w./-]+)\s+(in|notin)\s+\(([^)]*)\)$/.exec(requirement);
  if (set) {
    const [, key, operator, list] = set;
    const values = list.split(',').map(value => value.trim());
    return object => {
      const value = label(object, key);
      const included = value !== undefined && values.includes(value);
      return operator === 'in' ? included : !included;
    };
  }
  const equality = /^([\w./-]+)\s*(==|=|!=)\s*([\w.-]*)$/.exec(requirement);
  if (equality) {
    const [, key, operator, value] = equality;
    return object => (label(object, key) === value) === (operator !== '!=');
  }
  const existence = /^(!?)([\w./-]+)$/.exec(requirement);
  if (existence) {
    const [, negated, key] = existence;
    return object => (label(object, key) === undefined) === Boolean(negated);
  }
  throw new StatusError(
    'BadRequest',
    `unable to parse requirement: found '${requirement}'`,
  );
}

function fieldRequirement(type: ResourceType, requirement: string): Selector {
  const parsed = /^([\w.]+)(==|=|!=)(.*)$/.exec(requirement);
  if (!parsed) {
    throw new StatusError(
      'BadRequest',
      `invalid field selector: "${requirement}"`,
    );
  }
  const [, label, operator, value] = parsed;
  const path = fieldPath(type, label);
  return object =>
    (readField(object, path.split('.')) === value) === (operator !== '!=');
}

/**
 * Field labels that a kind's objects are selected by, besides their name.
 *
 * @remarks
 * As in pkg/apis/<group>/v1/conversion.go of Kubernetes.
 */
const FIELD_LABELS = new Map<ResourceType, readonly string[]>([
  [
    PODS,
    [
      'spec.nodeName',
      'spec.restartPolicy',
      'spec.schedulerName',
      'spec.serviceAccountName',
      'spec.hostNetwork',
      'status.phase',
      'status.podIP',
      'status.podIPs',
      'status.nominatedNodeName',
    ],
  ],
  [NODES, ['spec.unschedulable']],
  [NAMESPACES, ['status.phase']],
  [SECRETS, ['type']],
  [REPLICA_SETS, ['status.replicas']],
  [JOBS, ['status.successful']],
  [
    EVENTS,
    [
      'involvedObject.kind',
      'involvedObject.namespace',
      'involvedObject.name',
      'involvedObject.uid',
      'involvedObject.apiVersion',
      'involvedObject.resourceVersion',
      'involvedObject.fieldPath',
      'reason',
      'reportingComponent',
      'source',
      'type',
    ],
  ],
]);

/** Where the value that a label stands for is, if it is elsewhere. */
const FIELD_PATHS = new Map([
  ['source', 'source.component'],
  ['status.successful', 'status.succeeded'],
]);

function fieldPath(type: ResourceType, label: string): string {
  const own = FIELD_LABELS.get(type);
  const known = ['metadata.name', 'metadata.namespace', ...(own ?? [])];
  if (!known.includes(label)) {
    throw new StatusError(
      'BadRequest',
      own || isCustom(type)
        ? `field label not supported: ${label}`
        : `${JSON.stringify(label)} is not a known field selector: only "metadata.name", "metadata.namespace"`,
    );
  }
  return FIELD_PATHS.get(label) ?? label;
}

function readField(value: unknown, path: readonly string[]): string {
  const found = path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null
        ? Object.getOwnPropertyDescriptor(inner, key)?.value
        : undefined,
    value,
  );
  return found === undefined ? '' : String(found);
}
