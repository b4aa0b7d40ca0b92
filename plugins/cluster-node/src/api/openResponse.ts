import { type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { ServiceUnavailableError } from '@backstage/errors';
import type { KubeConfig } from '@kubernetes/client-node';
import { KubernetesApiError } from './KubernetesApiError';
import { readReason } from './readReason';

/**
 * Asks the Kubernetes API for a path and hands out the answer as it comes in.
 *
 * @throws KubernetesApiError when the API server refuses
 * @throws ServiceUnavailableError when there is no cluster to ask
 */
export async function openResponse(
  kubeConfig: KubeConfig,
  options: { path: string; timeoutMs: number; signal?: AbortSignal },
): Promise<IncomingMessage> {
  const { path, timeoutMs, signal } = options;
  const cluster = kubeConfig.getCurrentCluster();
  if (!cluster) {
    throw new ServiceUnavailableError('The kubeconfig names no cluster');
  }
  const url = new URL(cluster.server + path);
  const timeout = AbortSignal.timeout(timeoutMs);
  const requestOptions: RequestOptions = {
    headers: { accept: 'application/json, */*' },
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
  };
  await kubeConfig.applyToHTTPSOptions(requestOptions);
  const send = url.protocol === 'http:' ? httpRequest : httpsRequest;
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const request = send(url, requestOptions, resolve);
    request.on('error', reject);
    request.end();
  });
  if (response.statusCode === 200) {
    return response;
  }
  throw new KubernetesApiError(
    response.statusCode ?? 0,
    path,
    await readReason(response),
  );
}
