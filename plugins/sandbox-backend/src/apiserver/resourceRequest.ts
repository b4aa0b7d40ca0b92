import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import type { DeleteOptions } from '../store/deletion';
import type { ObjectDraft } from '../store/objects';
import {
  apiVersionOf,
  qualifiedName,
  type ResourceType,
} from '../store/resources';
import { StatusError } from '../store/StatusError';
import { parseDraft } from './patch';
import { readCount, readDryRun } from './queryParameters';
import type { RequestTarget } from './requestTarget';

/** A request for a resource. */
export interface ResourceRequest {
  method: string;
  target: RequestTarget;
  query: URLSearchParams;
  accept: string;
  contentType: string;
  body: string;
  response: ServerResponse;
}

const PROTOBUF = 'application/vnd.kubernetes.protobuf';

const deleteOptionsSchema = z.object({
  gracePeriodSeconds: z.number().optional(),
  propagationPolicy: z.enum(['Background', 'Foreground', 'Orphan']).optional(),
  /** The older way to say `Orphan`. */
  orphanDependents: z.boolean().optional(),
  preconditions: z
    .object({
      uid: z.string().optional(),
      resourceVersion: z.string().optional(),
    })
    .optional(),
  dryRun: z.array(z.string()).optional(),
});

const evictionSchema = z.looseObject({
  apiVersion: z.enum(['policy/v1', 'policy/v1beta1']).optional(),
  kind: z.literal('Eviction').optional(),
  metadata: z.looseObject({ name: z.string().optional() }).optional(),
  deleteOptions: deleteOptionsSchema.optional(),
});

/** @throws StatusError when no answer can be given in a form that is asked for */
export function checkAccept({ accept }: ResourceRequest): void {
  const types = accept
    .split(',')
    .map(type => type.split(';')[0].trim().toLowerCase())
    .filter(Boolean);
  const readable = ['application/json', 'application/*', '*/*'];
  if (types.length > 0 && !types.some(type => readable.includes(type))) {
    throw new StatusError(
      'NotAcceptable',
      'only the following media types are accepted: application/json',
    );
  }
}

/** @throws StatusError when the body is in a form that is not read here */
export function checkContentType({ contentType }: ResourceRequest): void {
  if (contentType === PROTOBUF) {
    throw new StatusError(
      'UnsupportedMediaType',
      'the sandbox cluster reads JSON and YAML only, no protobuf: write the object into a file and send it with "kubectl create -f" or "kubectl apply -f"',
    );
  }
}

/** @throws StatusError when an object is not of the resource's kind */
export function checkKind(type: ResourceType, draft: ObjectDraft): void {
  if (draft.kind !== undefined && draft.kind !== type.kind) {
    throw new StatusError(
      'BadRequest',
      `${type.kind} in version "${type.version}" cannot be handled as a ${draft.kind}: the kind does not fit the resource ${qualifiedName(type)}`,
    );
  }
  if (
    draft.apiVersion !== undefined &&
    draft.apiVersion !== apiVersionOf(type)
  ) {
    throw new StatusError(
      'BadRequest',
      `the API version in the data (${draft.apiVersion}) does not match the expected API version (${apiVersionOf(type)})`,
    );
  }
}

/** @throws StatusError when request and object name different namespaces */
export function checkNamespace(ofRequest: string, ofObject: string): void {
  if (ofRequest !== ofObject) {
    throw new StatusError(
      'BadRequest',
      'the namespace of the provided object does not match the namespace sent on the request',
    );
  }
}

/** @throws StatusError when the options make no sense */
export function readDeleteOptions({
  body,
  query,
}: ResourceRequest): DeleteOptions {
  const parsed = deleteOptionsSchema.safeParse(body ? parseDraft(body) : {});
  if (!parsed.success) {
    throw new StatusError('BadRequest', z.prettifyError(parsed.error));
  }
  const options = toDeleteOptions(parsed.data, query);
  return {
    ...options,
    gracePeriodSeconds:
      options.gracePeriodSeconds ?? readCount(query, 'gracePeriodSeconds'),
  };
}

/**
 * How a pod is to be evicted.
 *
 * @throws StatusError when it is no eviction of the pod
 */
export function readEviction({
  body,
  query,
  target,
}: ResourceRequest): DeleteOptions {
  const parsed = evictionSchema.safeParse(parseDraft(body));
  if (!parsed.success) {
    throw new StatusError('BadRequest', z.prettifyError(parsed.error));
  }
  const { metadata, deleteOptions = {} } = parsed.data;
  if (metadata?.name !== undefined && metadata.name !== target.name) {
    throw new StatusError(
      'BadRequest',
      'name in URL does not match name in Eviction object',
    );
  }
  return toDeleteOptions(deleteOptions, query);
}

function toDeleteOptions(
  options: z.infer<typeof deleteOptionsSchema>,
  query: URLSearchParams,
): DeleteOptions {
  return {
    gracePeriodSeconds: options.gracePeriodSeconds,
    propagation:
      options.propagationPolicy ??
      (options.orphanDependents ? 'Orphan' : undefined),
    uid: options.preconditions?.uid,
    resourceVersion: options.preconditions?.resourceVersion,
    dryRun: readDryRun(query, options.dryRun),
  };
}
