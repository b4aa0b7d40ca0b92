import type { Policies, ServiceDocument } from '@mctl/plugin-platform-common';
import type { RenderedObject } from '../validation/RenderedObject';

/** The name of a policy, as `platform.yaml` names it. @public */
export type PolicyName = keyof Policies;

/** One object of a change, and where it comes from. */
export interface PolicySubject {
  object: RenderedObject;
  /** Of the folder that the object lies in. */
  tenant: string;
  service?: string;
  /** The document that the object was rendered from, when it is a service's. */
  document?: ServiceDocument;
  /** The domain that hosts of services end with. */
  domain: string;
}

/** One way in which an object breaks a policy. */
export interface Breach {
  /**
   * What breaks it, the same for the same fault whatever else changes: a fault
   * that was there before is known by it.
   */
  key: string;
  /** How much, where more is worse: a fault that grows is a new one. */
  amount?: bigint;
  /** What is wrong, with the numbers. */
  message: string;
  /** What to do about it. */
  remedy: string;
}

/** What a policy finds in one object. */
export type PolicyRule<Name extends PolicyName> = (
  subject: PolicySubject,
  settings: NonNullable<Policies[Name]>,
) => Breach[];
