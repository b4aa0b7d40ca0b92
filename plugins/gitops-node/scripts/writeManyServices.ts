// Writes a bare repository with many services, for benchmarks:
// writeManyServices.ts <folder> <tenants> <services per tenant>
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  DOCUMENT_API_VERSION,
  platformDocumentSchema,
  type PlatformDocument,
  type ServiceDocument,
  type TenantDocument,
} from '@mctl/plugin-platform-common';
import { parse } from 'yaml';
import { createDocumentText } from '../src/documents/createDocumentText';
import {
  PLATFORM_DOCUMENT_PATH,
  serviceDocumentPath,
  tenantDocumentPath,
} from '../src/paths';
import { RENDERER_VERSION } from '../src/rendering/RENDERER_VERSION';
import { renderService } from '../src/rendering/renderService';
import { renderTenant } from '../src/rendering/renderTenant';

const [folder, tenantCount, servicesPerTenant] = process.argv.slice(2);
const seed = resolve(__dirname, '../../../gitops');

function readPlatform(): PlatformDocument {
  const text = readFileSync(join(seed, PLATFORM_DOCUMENT_PATH), 'utf8');
  return platformDocumentSchema.parse(parse(text));
}

function tenantDocument(name: string, platform: PlatformDocument) {
  const document: TenantDocument = {
    apiVersion: DOCUMENT_API_VERSION,
    kind: 'Tenant',
    metadata: { name },
    spec: {
      displayName: `Team ${name}`,
      members: [{ user: 'guest', role: 'owner' }],
      quota: platform.spec.defaults.quota,
      network: { internetEgress: false, allowFrom: [] },
    },
    renderedWith: RENDERER_VERSION,
  };
  return document;
}

function serviceDocument(tenant: string, name: string) {
  const document: ServiceDocument = {
    apiVersion: DOCUMENT_API_VERSION,
    kind: 'Service',
    metadata: { name, tenant },
    spec: {
      type: 'web',
      image: { repository: `ghcr.io/bench/${name}`, tag: '1.0.0' },
      port: 8080,
      replicas: 1,
    },
    renderedWith: RENDERER_VERSION,
  };
  return document;
}

function* seedFiles(prefix = ''): Generator<{ path: string; content: string }> {
  for (const entry of readdirSync(join(seed, prefix), {
    withFileTypes: true,
  })) {
    const path = `${prefix}${entry.name}`;
    if (entry.isDirectory()) {
      yield* seedFiles(`${path}/`);
    } else {
      yield { path, content: readFileSync(join(seed, path), 'utf8') };
    }
  }
}

function* allFiles(): Generator<{ path: string; content: string }> {
  yield* seedFiles();
  const platform = readPlatform();
  for (let t = 0; t < Number(tenantCount); t++) {
    const tenant = tenantDocument(`bench-${t}x`, platform);
    const name = tenant.metadata.name;
    yield {
      path: tenantDocumentPath(name),
      content: createDocumentText(tenant),
    };
    yield* renderTenant(tenant, { platform });
    for (let s = 0; s < Number(servicesPerTenant); s++) {
      const service = serviceDocument(name, `service-${s}x`);
      yield {
        path: serviceDocumentPath(name, service.metadata.name),
        content: createDocumentText(service),
      };
      yield* renderService(service, { tenant, platform, domain: 'localhost' });
    }
  }
}

async function main() {
  const init = spawn('git', [
    'init',
    '--bare',
    '--quiet',
    '--initial-branch=main',
    folder,
  ]);
  await once(init, 'close');
  const git = spawn('git', ['-C', folder, 'fast-import', '--quiet'], {
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  git.stdin.write(
    [
      'commit refs/heads/main',
      'committer Bench <bench@platform.test> 1700000000 +0000',
      'data 5',
      'bench',
      '',
    ].join('\n'),
  );
  for (const { path, content } of allFiles()) {
    const bytes = Buffer.from(content);
    git.stdin.write(`M 100644 inline ${path}\ndata ${bytes.length}\n`);
    if (!git.stdin.write(Buffer.concat([bytes, Buffer.from('\n')]))) {
      await once(git.stdin, 'drain');
    }
  }
  git.stdin.end('\n');
  const [code] = await once(git, 'close');
  process.exitCode = code;
}

main().catch(error => {
  process.stderr.write(`${error}\n`);
  process.exitCode = 1;
});
