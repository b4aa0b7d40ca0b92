import { json } from 'node:stream/consumers';
import { ServiceUnavailableError, toError } from '@backstage/errors';
import type { KubeConfig } from '@kubernetes/client-node';
import { openResponse } from './openResponse';

/**
 * The JSON at a path of the Kubernetes API.
 *
 * @throws KubernetesApiError when the API server refuses
 * @throws ServiceUnavailableError when it cannot be reached or is not heard of
 * in time
 */
export async function getJson<T>(
  kubeConfig: KubeConfig,
  request: { path: string; timeoutMs: number; signal?: AbortSignal },
): Promise<T> {
  const response = await openResponse(kubeConfig, request);
  try {
    return (await json(response)) as T;
  } catch (error) {
    throw new ServiceUnavailableError(
      `The cluster's answer to ${request.path} cannot be read`,
      toError(error),
    );
  }
}
