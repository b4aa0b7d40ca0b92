import { z } from 'zod';
import { StatusError } from '../store/StatusError';

/** Where a list that was cut goes on. */
export interface ContinueToken {
  /** Version of the first page; -1 to go on with what there is now. */
  resourceVersion: number;
  /** Key of the last object that was handed out. */
  after: string;
}

const tokenSchema = z.object({
  v: z.literal('meta.k8s.io/v1'),
  rv: z.int().min(-1),
  start: z.string().endsWith('\0'),
});

/**
 * A token in the form of Kubernetes' own.
 *
 * @remarks
 * Follows `EncodeContinue` of k8s.io/apiserver/pkg/storage.
 */
export function encodeContinue(token: ContinueToken): string {
  const { resourceVersion: rv, after } = token;
  return Buffer.from(
    JSON.stringify({ v: 'meta.k8s.io/v1', rv, start: `${after}\0` }),
  ).toString('base64url');
}

/** @throws StatusError when a token is not one of ours */
export function decodeContinue(text: string): ContinueToken {
  const parsed = z
    .string()
    .transform((json, context): unknown => {
      try {
        return JSON.parse(json);
      } catch {
        context.addIssue({ code: 'custom', message: 'is no JSON' });
        return z.NEVER;
      }
    })
    .pipe(tokenSchema)
    .safeParse(Buffer.from(text, 'base64url').toString());
  if (!parsed.success) {
    throw new StatusError(
      'BadRequest',
      'continue key is not valid: start the list anew, without the continue parameter',
    );
  }
  const { rv, start } = parsed.data;
  return { resourceVersion: rv, after: start.slice(0, -1) };
}

/**
 * The refusal to go on with a list that is too old, with a token to go on with
 * what there is now.
 *
 * @remarks
 * Follows `handleCompactedErrorForPaging` of k8s.io/apiserver/pkg/storage/etcd3.
 */
export function expiredContinue({ after }: ContinueToken): StatusError {
  return new StatusError(
    'Expired',
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.',
    undefined,
    { continue: encodeContinue({ resourceVersion: -1, after }) },
  );
}
