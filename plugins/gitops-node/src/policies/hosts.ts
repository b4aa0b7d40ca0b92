import { serviceHost } from '@mctl/plugin-platform-common';
import { z } from 'zod';
import type { PolicyRule, PolicySubject } from './PolicyRule';

const ingressSchema = z.looseObject({
  kind: z.literal('Ingress'),
  spec: z.looseObject({
    defaultBackend: z.unknown().optional(),
    rules: z.array(z.looseObject({ host: z.string().optional() })).optional(),
    tls: z
      .array(z.looseObject({ hosts: z.array(z.string()).optional() }))
      .optional(),
  }),
});

const serviceSchema = z.looseObject({
  kind: z.literal('Service'),
  spec: z.looseObject({
    type: z.string().optional(),
    externalIPs: z.array(z.string()).optional(),
    externalName: z.string().optional(),
  }),
});

function breach(what: string, own: string) {
  return {
    key: what,
    message: what,
    remedy: `A service answers under ${own} and the domains that are verified for it.`,
  };
}

function checkIngress({ object }: PolicySubject, own: string) {
  const ingress = ingressSchema.safeParse(object).data?.spec;
  if (!ingress) {
    return [];
  }
  const hosts = [
    ...(ingress.rules ?? []).map(({ host }) => host),
    ...(ingress.tls ?? []).flatMap(entry => entry.hosts ?? []),
  ];
  return [
    ...(ingress.defaultBackend === undefined
      ? []
      : [breach('it takes the requests that no host is there for', own)]),
    ...hosts
      .filter(host => host !== own)
      .map(host =>
        breach(
          host === undefined
            ? 'it takes the requests for every host'
            : `the host ${host} is not the service's own`,
          own,
        ),
      ),
  ];
}

function checkService({ object }: PolicySubject, own: string) {
  const service = serviceSchema.safeParse(object).data?.spec;
  if (!service) {
    return [];
  }
  const { type = 'ClusterIP', externalIPs = [] } = service;
  return [
    ...(type === 'ClusterIP'
      ? []
      : [breach(`it is of type ${type}, a way past the ingress`, own)]),
    ...externalIPs.map(address =>
      breach(`it takes the traffic for ${address}`, own),
    ),
  ];
}

/** Services are reached under their own hosts, through the ingress. */
export const hosts: PolicyRule<'hosts'> = subject => {
  const { tenant, service, domain } = subject;
  if (service === undefined) {
    return [];
  }
  const own = serviceHost({ service, tenant, domain });
  return [...checkIngress(subject, own), ...checkService(subject, own)];
};
