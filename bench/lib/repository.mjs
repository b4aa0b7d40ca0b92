import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from '../../scripts/toolchain.mjs';

const require = createRequire(import.meta.url);
// The packages are TypeScript, as the backend runs them.
require('@backstage/cli/config/nodeTransform.cjs');
const {
  BareGitRepository,
  createDocumentText,
} = require('@mctl/plugin-gitops-node');

const silent = {
  error: message => process.stderr.write(`${message}\n`),
  warn: message => process.stderr.write(`${message}\n`),
  info: () => undefined,
  debug: () => undefined,
  child: () => silent,
};

/** What a service consists of besides its document. */
const MANIFESTS = [
  'deployment',
  'ingress',
  'kustomization',
  'service',
  'serviceaccount',
];

/**
 * A bare repository on disk that starts with a number of services, spread over
 * tenants of twenty, each with its document and five manifests.
 */
export async function openRepository({ services }) {
  const folder = mkdtempSync(join(tmpdir(), 'mctl-bench-repository-'));
  const seed = join(folder, 'seed');
  const put = (path, content) => {
    mkdirSync(dirname(join(seed, path)), { recursive: true });
    writeFileSync(join(seed, path), content);
  };
  execFileSync('cp', ['-r', join(root, 'gitops'), seed]);
  for (let index = 0; index < services; index += 1) {
    const { folder: path, tenant, service } = place(index);
    put(`${path}/service.yaml`, serviceDocument(tenant, service, '1.0.0'));
    for (const name of MANIFESTS) {
      put(`${path}/manifests/${name}.yaml`, manifest(name, tenant, service));
    }
  }
  const directory = join(folder, 'gitops.git');
  const open = () =>
    BareGitRepository.create({
      directory,
      branch: 'main',
      seedFrom: seed,
      logger: silent,
    });
  const repository = await open();
  return {
    directory,
    repository,
    open,
    async remove() {
      await repository.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function place(index) {
  const tenant = `t${name(Math.floor(index / 20))}`;
  const service = `s${name(index % 20)}`;
  return { tenant, service, folder: `tenants/${tenant}/services/${service}` };
}

function name(number) {
  return number
    .toString(26)
    .replace(/./g, digit =>
      String.fromCharCode(97 + Number.parseInt(digit, 26)),
    );
}

function serviceDocument(tenant, service, tag) {
  return createDocumentText({
    apiVersion: 'mctl.ai/v1',
    kind: 'Service',
    metadata: { name: service, tenant },
    spec: {
      type: 'web',
      image: { repository: `ghcr.io/${tenant}/${service}`, tag },
      port: 8080,
      replicas: 1,
    },
  });
}

function manifest(name, tenant, service, tag = '1.0.0') {
  return `# ${name} of ${tenant}/${service} at ${tag}\n${'field: value\n'.repeat(30)}`;
}

/** A deploy of one service: three files, as an operation commits them. */
export function deployment(number, services) {
  const { tenant, service, folder } = place(number % services);
  const tag = `2.0.${number}`;
  return {
    operationId: `op_${number}`,
    changes: [
      {
        path: `${folder}/service.yaml`,
        content: serviceDocument(tenant, service, tag),
      },
      ...['deployment', 'kustomization'].map(each => ({
        path: `${folder}/manifests/${each}.yaml`,
        content: manifest(each, tenant, service, tag),
      })),
    ],
    writes: [`${folder}/`],
    title: `feat(${tenant}/${service}): deploy ${tag}`,
    trailers: { Actor: 'user:default/ada', Via: 'rest' },
  };
}
