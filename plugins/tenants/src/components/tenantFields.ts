import {
  newTenantName,
  tenantContact,
  tenantDescription,
  tenantDisplayName,
} from '@mctl/plugin-platform-common';
import { explainFault } from '@mctl/plugin-platform-react';

/** The form of a new tenant as it is typed. */
export interface TenantFields {
  tenant: string;
  displayName: string;
  description: string;
  contact: string;
}

/** The form before anything is typed. */
export const EMPTY_TENANT: TenantFields = {
  tenant: '',
  displayName: '',
  description: '',
  contact: '',
};

/** What is wrong with each field, by the rules the platform checks as well. */
export function tenantFaults(
  fields: TenantFields,
): Partial<Record<keyof TenantFields, string>> {
  return {
    tenant: explainFault(newTenantName, fields.tenant),
    displayName: explainFault(tenantDisplayName, fields.displayName),
    description: explainFault(tenantDescription, fields.description),
    contact: explainFault(tenantContact, fields.contact),
  };
}

/** The input of create-tenant; what is left empty is left out. */
export function tenantInput(fields: TenantFields): Record<string, unknown> {
  return {
    tenant: fields.tenant,
    displayName: fields.displayName.trim(),
    ...(fields.description.trim() && {
      description: fields.description.trim(),
    }),
    ...(fields.contact.trim() && { contact: fields.contact.trim() }),
  };
}

/** A valid name for a tenant that is called so by people, for a start. */
export function suggestTenantName(displayName: string): string {
  return displayName
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, 30)
    .replace(/-+$/, '');
}
