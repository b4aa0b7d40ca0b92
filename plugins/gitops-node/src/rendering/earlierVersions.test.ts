import { isKnown } from '@mctl/plugin-platform-common';
import { parse } from 'yaml';
import { TestRepository } from '../__testUtils__/TestRepository';
import {
  DOCUMENT_DIGEST_ANNOTATION,
  documentDigest,
} from '../documents/documentDigest';
import { readManifest } from '../validation/readManifest';
import { renderService, serviceRenderedFolder } from './renderService';
import { RENDERER_VERSION } from './RENDERER_VERSION';
import { replaceFolders } from './replaceFolders';

/** A repository as version 1 of the renderer left it, byte by byte. */
const VERSION_1 = {
  'tenants/acme/tenant.yaml': `apiVersion: mctl.ai/v1
kind: Tenant
metadata:
  name: acme
spec:
  displayName: Acme
  members:
    - user: octocat
      role: owner
  quota:
    cpu: "4"
    memory: 8Gi
    pods: 30
    storage: 50Gi
  network:
    internetEgress: false
    allowFrom: []
renderedWith: 1
`,
  'tenants/acme/services/shop/service.yaml': `apiVersion: mctl.ai/v1
kind: Service
metadata:
  name: shop
  tenant: acme
spec:
  type: web
  image:
    repository: ghcr.io/acme/shop
    tag: 1.4.0
  replicas: 2
renderedWith: 1
`,
  'tenants/acme/services/shop/manifests/kustomization.yaml': `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - deployment.yaml
`,
  'tenants/acme/services/shop/manifests/deployment.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
  namespace: acme
  labels:
    app.kubernetes.io/name: shop
    app.kubernetes.io/part-of: acme
    app.kubernetes.io/managed-by: mctl
    mctl.ai/tenant: acme
    mctl.ai/service: shop
  annotations:
    mctl.ai/document-digest: "5e46179385f277e9"
spec:
  replicas: 2
  revisionHistoryLimit: 5
  progressDeadlineSeconds: 60
  selector:
    matchLabels:
      mctl.ai/tenant: acme
      mctl.ai/service: shop
  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxSurge: 1
      maxUnavailable: 0
  template:
    metadata:
      labels:
        app.kubernetes.io/name: shop
        app.kubernetes.io/part-of: acme
        app.kubernetes.io/managed-by: mctl
        mctl.ai/tenant: acme
        mctl.ai/service: shop
    spec:
      automountServiceAccountToken: false
      enableServiceLinks: false
      securityContext:
        runAsNonRoot: true
        seccompProfile:
          type: RuntimeDefault
      containers:
        - name: shop
          image: ghcr.io/acme/shop:1.4.0
          ports:
            - name: http
              containerPort: 8080
          resources:
            requests:
              cpu: 100m
              memory: 128Mi
            limits:
              cpu: 500m
              memory: 256Mi
          readinessProbe:
            tcpSocket:
              port: 8080
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities:
              drop:
                - ALL
          volumeMounts:
            - name: tmp
              mountPath: /tmp
      volumes:
        - name: tmp
          emptyDir: {}
`,
};

const DEPLOYMENT = 'tenants/acme/services/shop/manifests/deployment.yaml';

describe('a repository that version 1 of the renderer wrote', () => {
  let repository: TestRepository;

  beforeEach(async () => {
    repository = await TestRepository.create();
  });

  afterEach(() => repository.remove());

  async function load() {
    const opened = await repository.open();
    await repository.push(
      Object.entries(VERSION_1).map(([path, content]) => ({ path, content })),
    );
    await opened.refresh();
    const current = opened.current();
    if (!isKnown(current)) {
      throw new Error(current.unknown);
    }
    return current.value;
  }

  it('loads, and is known to be of that version', async () => {
    const snapshot = await load();
    expect(snapshot.invalid).toEqual([]);
    expect(snapshot.tenants.get('acme')?.document.renderedWith).toBe(1);
    expect(snapshot.services.get('acme/shop')?.document.renderedWith).toBe(1);
    expect(RENDERER_VERSION).toBeGreaterThan(1);
  });

  it('has manifests that are known to be those of their documents', async () => {
    const document = (await load()).services.get('acme/shop')?.document;
    const { annotations } = parse(VERSION_1[DEPLOYMENT]).metadata;
    expect(document && documentDigest(document)).toBe(
      annotations[DOCUMENT_DIGEST_ANNOTATION],
    );
  });

  it('is rendered anew without a rollout: the deployment stays as it is', async () => {
    const snapshot = await load();
    const tenant = snapshot.tenants.get('acme');
    const service = snapshot.services.get('acme/shop');
    if (!tenant || !service) {
      throw new Error('the documents are not there');
    }
    const rendered = renderService(service.document, {
      tenant: tenant.document,
      platform: snapshot.platform.document,
      domain: 'localhost',
    });
    const changes = replaceFolders({
      rendered,
      existing: snapshot.list(serviceRenderedFolder('acme', 'shop')),
    });
    expect(changes.map(({ path }) => path.replace(/^.*\//, ''))).toEqual([
      'kustomization.yaml',
      'service.yaml',
      'ingress.yaml',
      'pod-disruption-budget.yaml',
    ]);
    const after = rendered.find(({ path }) => path === DEPLOYMENT);
    expect(readManifest(after?.content ?? '')).toEqual(
      readManifest(VERSION_1[DEPLOYMENT]),
    );
  });
});
