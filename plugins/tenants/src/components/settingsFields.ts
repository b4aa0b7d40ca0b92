import {
  quotaSchema,
  tenantContact,
  tenantDescription,
  tenantDisplayName,
  tenantName,
} from '@mctl/plugin-platform-common';
import {
  explainFault,
  type Faults,
  type TenantDetails,
} from '@mctl/plugin-platform-react';

/** The form of a tenant's settings as it is typed. */
export interface SettingsFields {
  displayName: string;
  description: string;
  contact: string;
  internetEgress: boolean;
  /** Names of tenants, separated by commas or spaces. */
  allowFrom: string;
}

/** The settings as they stand. */
export function settingsOf(details: TenantDetails): SettingsFields {
  return {
    displayName: details.displayName,
    description: details.description ?? '',
    contact: details.contact ?? '',
    internetEgress: details.network.internetEgress,
    allowFrom: details.network.allowFrom.join(', '),
  };
}

/** What is wrong with each field, by the rules the platform checks as well. */
export function settingsFaults(
  fields: SettingsFields,
): Faults<keyof SettingsFields> {
  return {
    displayName: explainFault(tenantDisplayName, fields.displayName),
    description: explainFault(tenantDescription, fields.description),
    contact: explainFault(tenantContact, fields.contact),
    allowFrom: namesIn(fields.allowFrom)
      .map(name => explainFault(tenantName, name))
      .find(fault => fault !== undefined),
  };
}

/** The input of update-tenant: what differs from what stands now. */
export function settingsInput(
  tenant: string,
  fields: SettingsFields,
  details: TenantDetails,
): Record<string, unknown> {
  const before = settingsOf(details);
  const texts = (['displayName', 'description', 'contact'] as const).filter(
    name => fields[name].trim() !== before[name],
  );
  const allowFrom = namesIn(fields.allowFrom);
  const isNetworkChanged =
    fields.internetEgress !== before.internetEgress ||
    allowFrom.join() !== details.network.allowFrom.join();
  return {
    tenant,
    ...Object.fromEntries(texts.map(name => [name, fields[name].trim()])),
    ...(isNetworkChanged && {
      network: { internetEgress: fields.internetEgress, allowFrom },
    }),
  };
}

function namesIn(text: string): string[] {
  return text.split(/[\s,]+/).filter(name => name !== '');
}

/** The form of a tenant's quota as it is typed. */
export type QuotaFields = Record<'cpu' | 'memory' | 'pods' | 'storage', string>;

/** The quota as it stands. */
export function quotaOf({ quota }: TenantDetails): QuotaFields {
  const { cpu, memory, pods, storage } = quota.hard;
  return { cpu, memory, pods: String(pods), storage };
}

/** What is wrong with each field, by the rules the platform checks as well. */
export function quotaFaults(fields: QuotaFields): Faults<keyof QuotaFields> {
  const { cpu, memory, pods, storage } = quotaSchema.shape;
  return {
    cpu: explainFault(cpu, fields.cpu.trim()),
    memory: explainFault(memory, fields.memory.trim()),
    pods: /^\d+$/.test(fields.pods.trim())
      ? explainFault(pods, Number(fields.pods))
      : 'Must be a whole number from 1 to 1000',
    storage: explainFault(storage, fields.storage.trim()),
  };
}

/** The input of update-tenant that changes the quota. */
export function quotaInput(
  tenant: string,
  fields: QuotaFields,
): Record<string, unknown> {
  return {
    tenant,
    quota: {
      cpu: fields.cpu.trim(),
      memory: fields.memory.trim(),
      pods: Number(fields.pods),
      storage: fields.storage.trim(),
    },
  };
}
