import type { KubeObject } from './objects';
import type { ResourceType } from './resources';

/** What somebody wants to store. */
export interface AdmissionRequest {
  operation: 'CREATE' | 'UPDATE';
  type: ResourceType;
  /** Complete and valid, with its defaults; not to be changed in place. */
  object: KubeObject;
  /** What it replaces; undefined when it is created. */
  previous?: KubeObject;
  /** Whether nothing is stored afterwards, so that nothing may be counted. */
  dryRun: boolean;
}

/**
 * Has a say before an object is created or replaced, on a dry run too. What
 * controllers do by `modify`, and changes of a status, are not asked about.
 */
export interface Admission {
  /**
   * @returns the object to store: the one of the request, or a copy with more
   * defaults
   * @throws StatusError `Forbidden` when it must not be stored
   */
  admit(request: AdmissionRequest): KubeObject;
}
