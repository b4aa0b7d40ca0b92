import { z } from 'zod';
import {
  requireQuantity,
  type PlatformDocument,
  type Resources,
  type ServiceDocument,
} from '@mctl/plugin-platform-common';
import {
  InvalidDocumentError,
  serviceResources,
} from '@mctl/plugin-gitops-node';

const BILLION = 1e9;

const quantities = z.object({ cpu: z.string(), memory: z.string() });

/** Schema of what holds for a service in effect. */
export const effectiveResourcesSchema = z.object({
  from: z
    .enum(['document', 'profile', 'default'])
    .describe('Which of them names the resources'),
  profile: z.string().nullable(),
  requests: quantities,
  limits: quantities,
});

/** What holds for a service in effect, and where that comes from. */
export type EffectiveResources = z.infer<typeof effectiveResourcesSchema>;

/**
 * What each pod of a service requests and may use; null when its document names
 * a profile that the platform does not have.
 */
export function effectiveResources(
  document: ServiceDocument,
  platform: PlatformDocument,
): EffectiveResources | null {
  const { resources, profile } = document.spec;
  const otherwise = profile === undefined ? 'default' : 'profile';
  try {
    return {
      from: resources ? 'document' : otherwise,
      profile: profile ?? null,
      ...serviceResources(document, platform),
    };
  } catch (error) {
    if (error instanceof InvalidDocumentError) {
      return null;
    }
    throw error;
  }
}

/** CPU in cores and memory in bytes. */
export interface Amounts {
  cpuCores: number;
  memoryBytes: number;
}

/** Schema of CPU in cores and memory in bytes. */
export const amountsSchema = z.object({
  cpuCores: z.number(),
  memoryBytes: z.number(),
});

/** Quantities as numbers. */
export function amountsOf(of: Resources['requests']): Amounts {
  return {
    cpuCores: Number(requireQuantity(of.cpu)) / BILLION,
    memoryBytes: Number(requireQuantity(of.memory)) / BILLION,
  };
}

/** The sum of amounts; zero of none. */
export function sumAmounts(all: readonly Amounts[]): Amounts {
  // Thousandths of a core add up without the error of fractions.
  const millis = all.reduce((sum, { cpuCores }) => sum + cpuCores * 1000, 0);
  return {
    cpuCores: Math.round(millis * 1000) / 1_000_000,
    memoryBytes: all.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0),
  };
}
