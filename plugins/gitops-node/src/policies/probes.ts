import type { PolicyRule } from './PolicyRule';

/** A web service says itself when it is ready. */
export const probes: PolicyRule<'probes'> = ({ object, document }) =>
  object.kind === 'Deployment' &&
  document?.spec.type === 'web' &&
  !document.spec.probes?.readiness
    ? [
        {
          key: 'readiness',
          message:
            'the web service has no readiness probe of its own, so that requests reach it before it can answer them',
          remedy: 'Set probes.readiness, such as {path: /readyz}.',
        },
      ]
    : [];
