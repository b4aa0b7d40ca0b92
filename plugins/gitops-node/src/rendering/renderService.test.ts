import type { ServiceDocument } from '@mctl/plugin-platform-common';
import { parse } from 'yaml';
import {
  samplePlatform,
  sampleService,
  sampleTenant,
} from '../__testUtils__/sampleDocuments';
import { renderService } from './renderService';

const FOLDER = 'tenants/acme/services/shop/manifests/';

function renderFiles(document: ServiceDocument) {
  return renderService(document, {
    tenant: sampleTenant(document.metadata.tenant),
    platform: samplePlatform,
    domain: 'localhost',
  });
}

function render(document: ServiceDocument, read = parse) {
  const prefix = /^.*\//;
  return new Map(
    renderFiles(document).map(file => [
      file.path.replace(prefix, ''),
      read(file.content),
    ]),
  );
}

describe('renderService', () => {
  it('writes deployment, service and ingress of a web service', () => {
    expect(renderFiles(sampleService()).map(file => file.path)).toEqual([
      `${FOLDER}kustomization.yaml`,
      `${FOLDER}deployment.yaml`,
      `${FOLDER}service.yaml`,
      `${FOLDER}ingress.yaml`,
      `${FOLDER}pod-disruption-budget.yaml`,
    ]);
    expect(render(sampleService()).get('ingress.yaml').spec.rules[0].host).toBe(
      'shop--acme.localhost',
    );
  });

  it('gives a worker no way in', () => {
    const manifests = render(
      sampleService('acme', 'jobs', { type: 'worker', replicas: 1 }),
    );
    expect(Array.from(manifests.keys())).toEqual([
      'kustomization.yaml',
      'deployment.yaml',
    ]);
    const [container] =
      manifests.get('deployment.yaml').spec.template.spec.containers;
    expect(container).not.toHaveProperty('ports');
    expect(container).not.toHaveProperty('readinessProbe');
  });

  it('runs without privileges', () => {
    const { spec } =
      render(sampleService()).get('deployment.yaml').spec.template;
    expect(spec).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: {
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      },
    });
    expect(spec.containers[0].securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });

  it('takes port and resources from the platform document unless it names its own', () => {
    const resources = {
      requests: { cpu: '1', memory: '1Gi' },
      limits: { cpu: '2', memory: '2Gi' },
    };
    const container = (document: ServiceDocument) =>
      render(document).get('deployment.yaml').spec.template.spec.containers[0];
    expect(container(sampleService())).toMatchObject({
      ports: [{ name: 'http', containerPort: 8080 }],
      resources: samplePlatform.spec.defaults.resources,
    });
    expect(
      container(sampleService('acme', 'shop', { port: 3000, resources })),
    ).toMatchObject({
      ports: [{ name: 'http', containerPort: 3000 }],
      resources,
    });
  });

  it('renders probes, and asks a web service without one whether it listens', () => {
    const container = (probes: ServiceDocument['spec']['probes']) =>
      render(sampleService('acme', 'shop', { probes })).get('deployment.yaml')
        .spec.template.spec.containers[0];
    expect(container(undefined).readinessProbe).toEqual({
      tcpSocket: { port: 8080 },
    });
    expect(
      container({
        liveness: { path: '/healthz' },
        readiness: { path: '/readyz', port: 9000 },
        startup: { tcp: 9001 },
      }),
    ).toMatchObject({
      livenessProbe: { httpGet: { path: '/healthz', port: 8080 } },
      readinessProbe: { httpGet: { path: '/readyz', port: 9000 } },
      startupProbe: { tcpSocket: { port: 9001 } },
    });
  });

  it('keeps the pod template the same when only replicas change', () => {
    const template = (replicas: number) =>
      render(sampleService('acme', 'shop', { replicas })).get('deployment.yaml')
        .spec.template;
    expect(template(7)).toEqual(template(0));
  });

  it('renders the same whatever the order of the variables', () => {
    const one = sampleService('acme', 'shop', { env: { A: '1', B: '2' } });
    const other = sampleService('acme', 'shop', { env: { B: '2', A: '1' } });
    expect(renderFiles(one)).toEqual(renderFiles(other));
  });

  it('refuses to render a service for another tenant', () => {
    expect(() =>
      renderService(sampleService('acme'), {
        tenant: sampleTenant('billing'),
        platform: samplePlatform,
        domain: 'localhost',
      }),
    ).toThrow(
      'the service acme/shop cannot be rendered for the tenant billing',
    );
  });
});
