import type {
  Policies,
  PolicyAction,
  ServiceDocument,
} from '@mctl/plugin-platform-common';
import {
  nameOfObject,
  type RenderedObject,
} from '../validation/RenderedObject';
import { allowedRegistries } from './allowedRegistries';
import { floatingTags } from './floatingTags';
import { hosts } from './hosts';
import type { Breach, PolicyName, PolicySubject } from './PolicyRule';
import { privileges } from './privileges';
import { probes } from './probes';
import { replicas } from './replicas';
import { resourceLimits } from './resourceLimits';
import { volumeSize } from './volumeSize';

/** What a policy says about one object of a change. @public */
export interface PolicyBreach {
  rule: PolicyName;
  /** `deny` only for what the change itself brings in. */
  level: 'warn' | 'deny';
  /** Such as `Deployment acme/shop`. */
  object: string;
  /** What is wrong, with the numbers. */
  message: string;
  /** What to do about it. */
  remedy: string;
}

/** A rendered file with its objects before and after a change. @public */
export interface ChangedManifest {
  path: string;
  before: readonly RenderedObject[];
  after: readonly RenderedObject[];
  /** Documents of the service that the file belongs to. */
  documentBefore?: ServiceDocument;
  documentAfter?: ServiceDocument;
}

type Check = (
  subject: PolicySubject,
  policies: Policies,
) => { action: PolicyAction; breaches: Breach[] } | undefined;

/** A policy that is not set is off. */
function check<Name extends PolicyName>(
  name: Name,
  rule: (
    subject: PolicySubject,
    settings: NonNullable<Policies[Name]>,
  ) => Breach[],
): Check {
  return (subject, policies) => {
    const settings = policies[name];
    return settings && settings.action !== 'off'
      ? { action: settings.action, breaches: rule(subject, settings) }
      : undefined;
  };
}

/** Every policy there is. */
const CHECKS: Readonly<Record<PolicyName, Check>> = {
  allowedRegistries: check('allowedRegistries', allowedRegistries),
  floatingTags: check('floatingTags', floatingTags),
  resourceLimits: check('resourceLimits', resourceLimits),
  privileges: check('privileges', privileges),
  hosts: check('hosts', hosts),
  replicas: check('replicas', replicas),
  probes: check('probes', probes),
  volumeSize: check('volumeSize', volumeSize),
};

const PLACE = /^tenants\/([^/]+)\/(?:services\/([^/]+)\/)?/;

/** Whether a fault was there before, and was no smaller. */
function isOld(breach: Breach, before: readonly Breach[]): boolean {
  return before.some(
    ({ key, amount }) =>
      key === breach.key && (amount ?? 0n) >= (breach.amount ?? 0n),
  );
}

/**
 * What the policies of the platform say about the rendered objects of a change.
 *
 * @remarks
 * Only what the change brings in, or makes worse, is denied; what was so before
 * is a warning. A policy that becomes stricter so never stands in the way of
 * scaling down or of a fix for something else.
 *
 * @public
 */
export function checkPolicies(
  files: readonly ChangedManifest[],
  options: { policies: Policies; domain: string },
): PolicyBreach[] {
  const { policies, domain } = options;
  return files.flatMap(file => {
    const [, tenant = '', service] = PLACE.exec(file.path) ?? [];
    const place = { tenant, service, domain };
    return file.after.flatMap(object => {
      const name = nameOfObject(object);
      const earlier = file.before.filter(each => nameOfObject(each) === name);
      return Object.entries(CHECKS).flatMap(([rule, run]) => {
        const found = run(
          { ...place, object, document: file.documentAfter },
          policies,
        );
        if (!found) {
          return [];
        }
        const { action, breaches } = found;
        const old = earlier.flatMap(
          each =>
            run(
              { ...place, object: each, document: file.documentBefore },
              policies,
            )?.breaches ?? [],
        );
        return breaches.map((breach): PolicyBreach => ({
          rule: rule as PolicyName,
          level: action === 'deny' && !isOld(breach, old) ? 'deny' : 'warn',
          object: name,
          message: breach.message,
          remedy: breach.remedy,
        }));
      });
    });
  });
}
