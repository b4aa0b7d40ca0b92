import type { ServiceDocument } from '@mctl/plugin-platform-common';
import type { ScaleSettings, ServiceSettings } from './serviceSettings';

/** What a service document says of its service. */
export type ServiceSpec = ServiceDocument['spec'];

/** What changes about a service. What is left out stays as it is. */
export interface ServicePatch
  extends Omit<ServiceSettings, 'schedule'>, ScaleSettings {
  type?: ServiceSpec['type'];
  schedule?: string;
  source?: ServiceSpec['source'];
  /** Image repository without tag. */
  image?: string;
  tag?: string;
  digest?: string;
  /** Null for a registry that asks for none. */
  pullSecret?: string | null;
  restarts?: number;
  deploys?: ServiceSpec['deploys'];
}
