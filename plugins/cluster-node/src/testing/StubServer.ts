import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { KubeConfig } from '@kubernetes/client-node';

/** What a stub answers: JSON, a text, or whatever it writes itself. */
export type StubAnswer =
  | { status?: number; json: unknown }
  | { status?: number; text: string }
  | ((request: IncomingMessage, response: ServerResponse) => void);

/** A server that answers what a test tells it to, and remembers the requests. */
export class StubServer {
  /** Requests so far, oldest first. */
  readonly requests: URL[] = [];
  readonly #server: Server;
  #answer: (url: URL) => StubAnswer;

  static async start(answer: (url: URL) => StubAnswer): Promise<StubServer> {
    const stub = new StubServer(answer);
    stub.#server.listen(0, '127.0.0.1');
    await once(stub.#server, 'listening');
    return stub;
  }

  private constructor(answer: (url: URL) => StubAnswer) {
    this.#answer = answer;
    this.#server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', this.url);
      this.requests.push(url);
      const answered = this.#answer(url);
      if (typeof answered === 'function') {
        answered(request, response);
        return;
      }
      response.statusCode = answered.status ?? 200;
      response.end(
        'json' in answered ? JSON.stringify(answered.json) : answered.text,
      );
    });
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  answerWith(answer: (url: URL) => StubAnswer): void {
    this.#answer = answer;
  }

  /** A kubeconfig for which the stub is the cluster. */
  load = (): KubeConfig => {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromClusterAndUser(
      { name: 'c', server: this.url, skipTLSVerify: true },
      { name: 'u' },
    );
    return kubeConfig;
  };

  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}
