import {
  explainReservedTenantName,
  type PlatformDocument,
  type ServiceDocument,
  type TenantDocument,
} from '@mctl/plugin-platform-common';
import type { z } from 'zod';
import type { DocumentLocation } from '../paths';
import { DOCUMENT_SCHEMAS, type AnyDocument } from './documentSchemas';
import { readYaml } from './readYaml';

/** A document as it was read, or what is wrong with it. */
export type DocumentReading<T> =
  { faults: []; document: T } | { faults: [string, ...string[]] };

function describeIssue(issue: z.core.$ZodIssue): string {
  const path = issue.path.map(String).join('.');
  return path ? `${path}: ${issue.message}` : issue.message;
}

function faultsOfPlace(
  document: AnyDocument,
  location: DocumentLocation,
): string[] {
  if (location.kind === 'Platform') {
    return [];
  }
  const faults: string[] = [];
  const name = location.kind === 'Tenant' ? location.tenant : location.service;
  if (document.metadata.name !== name) {
    faults.push(
      `metadata.name: must be ${name}, as the path says, not ${document.metadata.name}`,
    );
  }
  if (
    document.kind === 'Service' &&
    document.metadata.tenant !== location.tenant
  ) {
    faults.push(
      `metadata.tenant: must be ${location.tenant}, as the path says, not ${document.metadata.tenant}`,
    );
  }
  const reserved = explainReservedTenantName(location.tenant);
  if (reserved) {
    faults.push(reserved);
  }
  return faults;
}

function read(
  location: DocumentLocation,
  text: string,
): DocumentReading<AnyDocument> {
  const reading = readYaml(text);
  if (!('yaml' in reading)) {
    return reading;
  }
  const parsed = DOCUMENT_SCHEMAS[location.kind].safeParse(reading.yaml.toJS());
  if (!parsed.success) {
    const [first, ...others] = parsed.error.issues.map(describeIssue);
    return { faults: [first ?? 'does not match the schema', ...others] };
  }
  const [first, ...others] = faultsOfPlace(parsed.data, location);
  return first === undefined
    ? { faults: [], document: parsed.data }
    : { faults: [first, ...others] };
}

/**
 * Reads the document of a place in the repository: plain YAML that matches the
 * schema exactly and says the same name as its path.
 */
export function readDocument(
  location: { kind: 'Platform' },
  text: string,
): DocumentReading<PlatformDocument>;
export function readDocument(
  location: { kind: 'Tenant'; tenant: string },
  text: string,
): DocumentReading<TenantDocument>;
export function readDocument(
  location: { kind: 'Service'; tenant: string; service: string },
  text: string,
): DocumentReading<ServiceDocument>;
export function readDocument(
  location: DocumentLocation,
  text: string,
): DocumentReading<AnyDocument> {
  return read(location, text);
}
