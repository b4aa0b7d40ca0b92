import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { mockServices } from '@backstage/backend-test-utils';
import { systemClock } from '@mctl/plugin-cluster-node';
import { ApiServer } from '../ApiServer';
import {
  type Credentials,
  openCredentials,
  writeKubeConfig,
} from '../credentials';
import { ResourceHandler } from '../ResourceHandler';
import type { ContainerUsage } from '../../metrics/UsageSource';
import { ObjectStore } from '../../store/ObjectStore';
import { NAMESPACES } from '../../store/resources';
import { ManualLogs } from '../../testing/ManualLogs';

/** The API over HTTPS on an own store, without controllers. */
export class TestApi {
  readonly logs = new ManualLogs();
  /** What containers use, by pod. */
  readonly usage = new Map<string, ContainerUsage[]>();

  static async start(options: { historyLimit?: number } = {}) {
    const folder = await mkdtemp(join(tmpdir(), 'mctl-api-'));
    const credentials = await openCredentials(folder);
    const store = ObjectStore.create({ clock: systemClock, ...options });
    store.create(NAMESPACES, { metadata: { name: 'default' } });
    return new TestApi(folder, credentials, store).#listen();
  }

  readonly kubeConfigFile: string;
  readonly #server: ApiServer;
  #port = 0;

  private constructor(
    readonly folder: string,
    readonly credentials: Credentials,
    readonly store: ObjectStore,
  ) {
    this.kubeConfigFile = join(folder, 'kubeconfig');
    this.#server = ApiServer.create({
      tls: credentials.tls,
      token: credentials.token,
      resources: ResourceHandler.create({
        store,
        clock: systemClock,
        logs: this.logs,
        usage: { usageOf: pod => this.usage.get(pod.metadata.name) },
      }),
      logger: mockServices.logger.mock(),
    });
  }

  async #listen(): Promise<this> {
    const { kubeConfigFile: file, credentials } = this;
    this.#port = await this.#server.listen(0);
    await writeKubeConfig({ file, port: this.#port, credentials });
    return this;
  }

  async stop(): Promise<void> {
    await this.#server.close();
    await rm(this.folder, { recursive: true });
  }

  /** Sends a request as the administrator, unless headers say otherwise. */
  async send(
    method: string,
    path: string,
    options: { body?: unknown; headers?: Record<string, string> } = {},
  ) {
    const body =
      options.body === undefined || typeof options.body === 'string'
        ? options.body
        : JSON.stringify(options.body);
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const request = httpsRequest(
        {
          method,
          path,
          port: this.#port,
          host: '127.0.0.1',
          // Else it would follow the Host header, which tests falsify.
          servername: 'localhost',
          agent: new Agent({ ca: this.credentials.ca }),
          headers: {
            authorization: `Bearer ${this.credentials.token}`,
            ...options.headers,
          },
        },
        resolve,
      );
      request.on('error', reject);
      request.end(body);
    });
    const answer = await text(response);
    return {
      status: response.statusCode,
      text: answer,
      lines: answer.split('\n').filter(Boolean),
      get body() {
        return JSON.parse(answer);
      },
    };
  }
}
