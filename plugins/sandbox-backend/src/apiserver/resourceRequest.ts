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
import { readCount } from './queryParameters';
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
  preconditions: z.object({ uid: z.string().optional() }).optional(),
});

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
  const { gracePeriodSeconds, propagationPolicy, preconditions } = parsed.data;
  return {
    gracePeriodSeconds:
      gracePeriodSeconds ?? readCount(query, 'gracePeriodSeconds'),
    propagation: propagationPolicy,
    uid: preconditions?.uid,
  };
}
