import { request as httpRequest } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { json, text } from 'node:stream/consumers';
import { ServiceUnavailableError } from '@backstage/errors';
import type {
  KubeConfig,
  KubernetesListObject,
  KubernetesObject,
} from '@kubernetes/client-node';

const LIST_TIMEOUT_MS = 30_000;

/**
 * Lists the objects at a path of the Kubernetes API.
 *
 * @remarks
 * The generated clients turn timestamps into dates while the watch hands out
 * the JSON as it is; listing the JSON too keeps one form of every object.
 *
 * @throws ServiceUnavailableError when the answer is anything but a list
 */
export async function listObjects<T extends KubernetesObject>(
  kubeConfig: KubeConfig,
  path: string,
): Promise<KubernetesListObject<T>> {
  const cluster = kubeConfig.getCurrentCluster();
  if (!cluster) {
    throw new ServiceUnavailableError('The kubeconfig names no cluster');
  }
  const url = new URL(cluster.server + path);
  const options: RequestOptions = {
    headers: { accept: 'application/json' },
    signal: AbortSignal.timeout(LIST_TIMEOUT_MS),
  };
  await kubeConfig.applyToHTTPSOptions(options);
  const send = url.protocol === 'http:' ? httpRequest : httpsRequest;
  return new Promise((resolve, reject) => {
    const request = send(url, options, response => {
      if (response.statusCode === 200) {
        json(response).then(
          body => resolve(body as KubernetesListObject<T>),
          reject,
        );
        return;
      }
      text(response).then(
        body =>
          reject(
            new ServiceUnavailableError(
              `The cluster answered ${response.statusCode} to ${path}: ${body.slice(0, 500)}`,
            ),
          ),
        reject,
      );
    });
    request.on('error', reject);
    request.end();
  });
}
