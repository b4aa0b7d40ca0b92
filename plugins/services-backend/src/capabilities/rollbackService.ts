import { z } from 'zod';
import {
  serviceDocumentSchema,
  type ServiceDocument,
} from '@mctl/plugin-platform-common';
import { defineOperation, PlatformError } from '@mctl/plugin-platform-node';
import { onService, serviceInput } from '../changes/serviceOperation';
import { planServiceChange, requireService } from '../planServiceChange';
import {
  releaseOf,
  sameRelease,
  withRelease,
  type ReleaseSpec,
} from '../releases/release';
import { releaseHistory, type Release } from '../releases/releaseHistory';
import { provenByRollout } from './provenByRollout';

const input = z.object({
  ...serviceInput,
  to: z
    .string()
    .regex(/^[0-9a-f]{7,64}$/, {
      error: 'must be a release id as get-service-history shows it',
    })
    .optional()
    .describe(
      'Release to go back to, from get-service-history; by default the last one that was healthy',
    ),
});

type ResolvedRelease = {
  release: string;
  /** What that release consists of, so that planning needs no look-up. */
  spec: ReleaseSpec;
};

/** Takes a service back to an earlier release. */
export function rollbackService() {
  return defineOperation<typeof input, ResolvedRelease>({
    name: 'rollback-service',
    title: 'Roll a service back',
    description:
      'Takes a service back to an earlier release: image, command, environment, secret versions, files, probes and jobs as they were then. Replicas, resources, volumes, port and domains stay as they are. By default it goes to the last release that was healthy. It also pauses automatic deploys, so that the bad release does not come back.',
    risk: 'destructive',
    role: 'developer',
    input,
    ...onService,
    async resolve({ input: request, repository, snapshot, operations }) {
      const { tenant, service, to } = request;
      const current = releaseOf(requireService(snapshot, tenant, service));
      const releases = await releaseHistory({
        repository,
        operations,
        tenant,
        service,
      });
      const target = to
        ? findRelease(releases, to, current)
        : lastHealthyRelease(releases, current);
      return { release: target.release, spec: target.spec };
    },
    plan({ input: { tenant, service }, resolved, snapshot, domain }) {
      const existing = requireService(snapshot, tenant, service);
      const { tag } = resolved.spec.image;
      const next = withRelease(existing, resolved.spec);
      const document = requireCompatible({
        ...next,
        spec: { ...next.spec, deploys: { auto: false } },
      });
      return {
        changes: planServiceChange({ document, snapshot, domain }),
        summary: `Service ${service} of ${tenant} runs ${tag} again instead of ${existing.spec.image.tag}`,
        title: `fix(${tenant}/${service}): roll back to ${tag}`,
        warnings: [
          `Release ${existing.spec.image.tag} stops serving`,
          ...(existing.spec.deploys?.auto === false
            ? []
            : ['Automatic deploys are paused until someone resumes them']),
        ],
        result: {
          tenant,
          service,
          tag,
          release: resolved.release,
          deploysPaused: true,
        },
      };
    },
    ...provenByRollout,
  });
}

function findRelease(
  releases: readonly Release[],
  id: string,
  current: ReleaseSpec,
): Release {
  const matches = releases.filter(({ release }) => release.startsWith(id));
  if (matches.length !== 1) {
    throw new PlatformError(
      'not_found',
      matches.length === 0
        ? `There is no release "${id}" of this service`
        : `"${id}" fits ${matches.length} releases`,
      { hint: 'get-service-history shows the ids of all releases.' },
    );
  }
  if (sameRelease(matches[0].spec, current)) {
    throw new PlatformError(
      'not_possible',
      `Release "${id}" is what the repository asks for already`,
      { hint: 'get-service-history shows earlier releases.' },
    );
  }
  return matches[0];
}

/** After a rollback an earlier release is the current one again. */
function lastHealthyRelease(
  releases: readonly Release[],
  current: ReleaseSpec,
): Release {
  const target = releases.find(
    ({ spec, outcome }) => outcome === 'healthy' && !sameRelease(spec, current),
  );
  if (!target) {
    throw new PlatformError(
      'not_possible',
      'No earlier release of this service was healthy, so there is none to go back to',
      {
        hint: 'Deploy a working tag, or name a release of get-service-history in "to".',
      },
    );
  }
  return target;
}

/**
 * A document with the release of another time, once it is clear that the two go
 * together.
 */
function requireCompatible(document: ServiceDocument): ServiceDocument {
  const parsed = serviceDocumentSchema.safeParse(document);
  if (!parsed.success) {
    const reasons = parsed.error.issues.map(
      ({ path, message }) =>
        `${path.slice(1).map(String).join('.')} ${message}`,
    );
    throw new PlatformError(
      'not_possible',
      `Release ${document.spec.image.tag} cannot run with what the service is now: ${reasons.join('; ')}`,
      {
        hint: 'Change what stands in the way with configure-service first, or roll back to another release.',
        details: { reasons },
      },
    );
  }
  return document;
}
