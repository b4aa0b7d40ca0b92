import type {
  PlatformDocument,
  ServiceDocument,
  TenantDocument,
} from '@mctl/plugin-platform-common';

/** What a service is rendered from, besides its own document. @public */
export interface ServiceContext {
  tenant: TenantDocument;
  platform: PlatformDocument;
  /** The domain that hosts of services end with. */
  domain: string;
}

/** The port a service listens on; a worker may have none. */
export function listeningPort(
  document: ServiceDocument,
  platform: PlatformDocument,
): number | undefined {
  const { type, port } = document.spec;
  return port ?? (type === 'web' ? platform.spec.defaults.port : undefined);
}
