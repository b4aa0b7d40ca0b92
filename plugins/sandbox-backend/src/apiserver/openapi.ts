import { apiVersionOf, RESOURCE_TYPES } from '../store/resources';

/**
 * What kubectl before 1.27 reads instead: a document of OpenAPI 2 in protobuf,
 * which says only that its version is 2.0 and so has nothing validated.
 */
export const OPENAPI_V2 = Buffer.from('\n\u00032.0');

/**
 * The least of OpenAPI that kubectl asks for before it applies: that the
 * server validates fields itself and knows dry runs.
 */
export function describeOpenApi(pathname: string): object | undefined {
  if (pathname === '/openapi/v3') {
    const paths = new Set(
      RESOURCE_TYPES.map(type => pathOf(apiVersionOf(type))),
    );
    return {
      paths: Object.fromEntries(
        [...paths].map(path => [
          path,
          { serverRelativeURL: `/openapi/v3/${path}` },
        ]),
      ),
    };
  }
  const types = RESOURCE_TYPES.filter(
    type => pathname === `/openapi/v3/${pathOf(apiVersionOf(type))}`,
  );
  if (types.length === 0) {
    return undefined;
  }
  return {
    openapi: '3.0.0',
    info: { title: 'MCTL sandbox', version: 'v1' },
    paths: Object.fromEntries(
      types.map(type => [
        `/${pathOf(apiVersionOf(type))}/${type.plural}/{name}`,
        {
          patch: {
            parameters: ['dryRun', 'fieldValidation'].map(name => ({
              name,
              in: 'query',
              schema: { type: 'string' },
            })),
            responses: {},
            'x-kubernetes-group-version-kind': {
              group: type.group,
              version: type.version,
              kind: type.kind,
            },
          },
        },
      ]),
    ),
  };
}

function pathOf(apiVersion: string): string {
  return apiVersion.includes('/') ? `apis/${apiVersion}` : `api/${apiVersion}`;
}
