import {
  imageRepository,
  imageTag,
  port,
  serviceName,
} from '@mctl/plugin-platform-common';
import { explainFault } from '@mctl/plugin-platform-react';

/** The form of a release as it is typed. */
export interface DeployFields {
  tenant: string;
  service: string;
  type: 'web' | 'worker';
  image: string;
  tag: string;
  port: string;
}

/** A service that is there already. */
export interface ExistingService {
  service: string;
  type: string;
  image: string;
  tag: string;
}

/** What is wrong with each field, by the rules the platform checks as well. */
export function deployFaults(
  fields: DeployFields,
  existing: ExistingService | undefined,
): Partial<Record<keyof DeployFields, string>> {
  const isNew = !existing;
  return {
    tenant: fields.tenant ? undefined : 'Choose the tenant',
    service: explainFault(serviceName, fields.service),
    image:
      fields.image || isNew
        ? explainFault(imageRepository, fields.image)
        : undefined,
    tag: explainFault(imageTag, fields.tag),
    port:
      fields.port === '' || fields.type === 'worker'
        ? undefined
        : explainPort(fields.port),
  };
}

/** The input of deploy-service; what stays as it is is left out. */
export function deployInput(
  fields: DeployFields,
  existing: ExistingService | undefined,
): Record<string, unknown> {
  const isImageNew = fields.image !== '' && fields.image !== existing?.image;
  return {
    tenant: fields.tenant,
    service: fields.service,
    ...(isImageNew && { image: fields.image }),
    tag: fields.tag,
    ...(!existing && { type: fields.type }),
    ...(fields.port !== '' &&
      fields.type === 'web' && { port: Number(fields.port) }),
  };
}

function explainPort(text: string): string | undefined {
  return /^\d{1,5}$/.test(text) && port.safeParse(Number(text)).success
    ? undefined
    : 'A port is a number from 1 to 65535';
}
