import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { createInterface } from 'node:readline';
import { parse } from 'yaml';

/**
 * The API of the cluster that a kubeconfig names, without a client library in
 * between that would take part of the time.
 *
 * @param {string} file
 */
export function openCluster(file) {
  const config = parse(readFileSync(file, 'utf8'));
  const [cluster] = config.clusters;
  const [user] = config.users;
  const call = (method, path) =>
    new Promise((resolve, reject) => {
      request(
        new URL(path, cluster.cluster.server),
        {
          method,
          ca: Buffer.from(
            cluster.cluster['certificate-authority-data'],
            'base64',
          ),
          headers: { Authorization: `Bearer ${user.user.token}` },
        },
        response => {
          if (response.statusCode < 300) resolve(response);
          else reject(new Error(`${method} ${path}: ${response.statusCode}`));
        },
      )
        .on('error', reject)
        .end();
    });

  return {
    async list(path) {
      const response = await call('GET', path);
      return JSON.parse(await response.reduce((all, part) => all + part, ''))
        .items;
    },

    async remove(path) {
      (await call('DELETE', path)).resume();
    },

    /** The first object that a watch reports and that fits. */
    async waitFor(path, fits) {
      const response = await call('GET', `${path}?watch=true`);
      return new Promise((resolve, reject) => {
        // Ending the watch is an error of the response too; by then nobody minds.
        response.on('error', reject);
        createInterface({ input: response })
          .on('error', reject)
          .on('line', line => {
            const event = JSON.parse(line);
            if (fits(event)) {
              resolve(event.object);
              response.destroy();
            }
          })
          .on('close', () => reject(new Error(`The watch of ${path} ended`)));
      });
    },
  };
}
