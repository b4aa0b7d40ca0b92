import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { replicatedSpecSchema, schemaOf } from './fieldSchemas';
import type { KubeObject } from './objects';
import { DEPLOYMENTS, REPLICA_SETS, type ResourceType } from './resources';
import { StatusError } from './StatusError';

/**
 * Checks the fields that the controllers rely on.
 *
 * @throws StatusError `Invalid`, in the words of an API server
 */
export function checkFields(type: ResourceType, object: KubeObject): void {
  const parsed = schemaOf(type).safeParse({ spec: undefined, ...object });
  if (!parsed.success) {
    const faults = parsed.error.issues.map(issue => describe(object, issue));
    throw invalid(type, object, faults);
  }
  if (type === DEPLOYMENTS || type === REPLICA_SETS) {
    checkSelector(type, object, replicatedSpecSchema.parse(object.spec));
  }
}

/**
 * Checks that a change leaves alone what cannot be changed.
 *
 * @throws StatusError `Invalid`, in the words of an API server
 */
export function checkImmutable(
  type: ResourceType,
  current: KubeObject,
  next: KubeObject,
): void {
  if (type !== DEPLOYMENTS && type !== REPLICA_SETS) {
    return;
  }
  const { selector: before } = replicatedSpecSchema.parse(current.spec);
  const { selector } = replicatedSpecSchema.parse(next.spec);
  if (!isDeepStrictEqual(before, selector)) {
    throw invalid(type, next, [
      `spec.selector: Invalid value: v1.LabelSelector{MatchLabels:${goMap(selector.matchLabels)}, MatchExpressions:[]v1.LabelSelectorRequirement(nil)}: field is immutable`,
    ]);
  }
}

function checkSelector(
  type: ResourceType,
  object: KubeObject,
  { selector, template }: z.infer<typeof replicatedSpecSchema>,
): void {
  const labels = template.metadata?.labels ?? {};
  const selected = Object.entries(selector.matchLabels ?? {}).every(
    ([key, value]) => labels[key] === value,
  );
  if (!selected) {
    throw invalid(type, object, [
      `spec.template.metadata.labels: Invalid value: ${goMap(labels)}: \`selector\` does not match template \`labels\``,
    ]);
  }
}

function invalid(
  type: ResourceType,
  object: KubeObject,
  faults: readonly string[],
): StatusError {
  return StatusError.invalid(type, object.metadata.name, faults);
}

function describe(object: KubeObject, issue: z.core.$ZodIssue): string {
  const path = issue.path.reduce<string>(
    (text, key) =>
      typeof key === 'number'
        ? `${text}[${key}]`
        : `${text}${text && '.'}${String(key)}`,
    '',
  );
  const value = issue.path.reduce<unknown>(
    (inner, key) => (Object(inner) as Record<PropertyKey, unknown>)[key],
    object,
  );
  return value === undefined || value === ''
    ? `${path}: Required value`
    : `${path}: Invalid value: ${JSON.stringify(value)}: ${issue.message}`;
}

/** Labels as Go prints them, the keys in their order. */
function goMap(labels: Readonly<Record<string, string>> = {}): string {
  const pairs = Object.keys(labels)
    .sort()
    .map(key => `${JSON.stringify(key)}:${JSON.stringify(labels[key])}`);
  return `map[string]string{${pairs.join(', ')}}`;
}
