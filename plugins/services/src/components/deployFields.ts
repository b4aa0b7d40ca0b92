import {
  imageRepository,
  imageTag,
  port,
  schedule,
  serviceName,
  type ServiceDocument,
} from '@mctl/plugin-platform-common';
import { explainFault, type Faults } from '@mctl/plugin-platform-react';

type ServiceType = ServiceDocument['spec']['type'];

/** The form of a release as it is typed. */
export interface DeployFields {
  tenant: string;
  service: string;
  type: ServiceType;
  image: string;
  tag: string;
  port: string;
  schedule: string;
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
): Faults<keyof DeployFields> {
  const isNew = !existing;
  const type = deployType(fields, existing);
  return {
    tenant: fields.tenant ? undefined : 'Choose the tenant',
    service: explainFault(serviceName, fields.service),
    image:
      fields.image || isNew
        ? explainFault(imageRepository, fields.image)
        : undefined,
    tag: explainFault(imageTag, fields.tag),
    port:
      fields.port === '' || type !== 'web'
        ? undefined
        : explainPort(fields.port),
    schedule:
      type === 'cron' && (fields.schedule || isNew)
        ? explainFault(schedule, fields.schedule.trim())
        : undefined,
  };
}

/** What the service is, or will be: its type is chosen once. */
export function deployType(
  fields: DeployFields,
  existing: ExistingService | undefined,
): string {
  return existing?.type ?? fields.type;
}

/** The input of deploy-service; what stays as it is is left out. */
export function deployInput(
  fields: DeployFields,
  existing: ExistingService | undefined,
): Record<string, unknown> {
  const type = deployType(fields, existing);
  const isImageNew = fields.image !== '' && fields.image !== existing?.image;
  return {
    tenant: fields.tenant,
    service: fields.service,
    ...(isImageNew && { image: fields.image }),
    tag: fields.tag,
    ...(!existing && { type: fields.type }),
    ...(fields.port !== '' && type === 'web' && { port: Number(fields.port) }),
    ...(fields.schedule.trim() !== '' &&
      type === 'cron' && { schedule: fields.schedule.trim() }),
  };
}

function explainPort(text: string): string | undefined {
  return /^\d{1,5}$/.test(text) && port.safeParse(Number(text)).success
    ? undefined
    : 'A port is a number from 1 to 65535';
}
