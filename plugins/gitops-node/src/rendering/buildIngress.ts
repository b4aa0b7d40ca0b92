import {
  serviceHost,
  type ServiceDocument,
} from '@mctl/plugin-platform-common';
import { Ingress } from 'kubernetes-models/networking.k8s.io/v1/Ingress';
import { serviceLabels } from './objectLabels';

/** The way in from outside. One wildcard certificate serves all hosts. */
export function buildIngress(
  document: ServiceDocument,
  domain: string,
): Ingress {
  const { name, tenant } = document.metadata;
  return new Ingress({
    metadata: {
      name,
      namespace: tenant,
      labels: serviceLabels(tenant, name),
    },
    spec: {
      rules: [
        {
          host: serviceHost({ service: name, tenant, domain }),
          http: {
            paths: [
              {
                path: '/',
                pathType: 'Prefix',
                backend: { service: { name, port: { name: 'http' } } },
              },
            ],
          },
        },
      ],
    },
  });
}
