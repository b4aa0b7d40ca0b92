import type { RequestHandler } from 'express';
import Router from 'express-promise-router';
import type { McpEndpoint } from './McpEndpoint';

/** Where the metadata of the protected resource `/mcp` is (RFC 9728). */
export const METADATA_PATH = '/.well-known/oauth-protected-resource/mcp';

/**
 * Translates HTTP for the endpoint. Both parts are mounted at the root of the
 * backend, where the public address of the resource is.
 */
export function createRouter(options: { endpoint: McpEndpoint }): {
  mcp: RequestHandler;
  metadata: RequestHandler;
} {
  const { endpoint } = options;

  const mcp = Router();
  mcp.all('/', (request, response) => endpoint.handle(request, response));

  const metadata = Router();
  metadata.get('/', (_request, response) => {
    response
      .set('Cache-Control', 'public, max-age=300')
      // The document is public, and clients that run in a browser read it.
      .set('Access-Control-Allow-Origin', '*')
      .json(endpoint.metadata());
  });

  return { mcp, metadata };
}
