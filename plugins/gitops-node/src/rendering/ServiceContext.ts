import type {
  PlatformDocument,
  TenantDocument,
} from '@mctl/plugin-platform-common';

/** What a service is rendered from, besides its own document. @public */
export interface ServiceContext {
  tenant: TenantDocument;
  platform: PlatformDocument;
  /** The domain that hosts of services end with. */
  domain: string;
}
