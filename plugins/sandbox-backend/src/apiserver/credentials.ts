import { randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isError } from '@backstage/errors';
import { generate } from 'selfsigned';
import { stringify } from 'yaml';
import { writeFileAtomically } from '../writeFileAtomically';

const YEAR_MS = 365 * 24 * 3600 * 1000;
const KEY_OPTIONS = {
  keyType: 'ec',
  curve: 'P-256',
  algorithm: 'sha256',
} as const;

/** What clients and the server of the sandbox prove themselves with. */
export interface Credentials {
  /** Certificate of the authority, PEM. */
  ca: string;
  tls: { key: string; cert: string };
  /** Bearer token of the one administrator. */
  token: string;
}

/**
 * Opens the credentials in a folder, and makes what is missing. The authority
 * and the token stay; the server's certificate is new at each start.
 */
export async function openCredentials(folder: string): Promise<Credentials> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const authority = await remember(join(folder, 'ca.json'), createAuthority);
  const token = await remember(join(folder, 'token'), async () =>
    randomBytes(32).toString('base64url'),
  );
  const ca: { key: string; cert: string } = JSON.parse(authority);
  const server = await generate(
    [{ name: 'commonName', value: 'mctl-sandbox' }],
    {
      ...KEY_OPTIONS,
      ca,
      notAfterDate: new Date(Date.now() + YEAR_MS),
      extensions: [
        { name: 'basicConstraints', cA: false },
        { name: 'extKeyUsage', serverAuth: true },
        {
          name: 'subjectAltName',
          altNames: [
            { type: 2, value: 'localhost' },
            { type: 7, ip: '127.0.0.1' },
            { type: 7, ip: '::1' },
          ],
        },
      ],
    },
  );
  return {
    ca: ca.cert,
    tls: { key: server.private, cert: server.cert },
    token,
  };
}

/** Writes the kubeconfig that reaches the sandbox, readable by its owner only. */
export async function writeKubeConfig(options: {
  file: string;
  port: number;
  credentials: Credentials;
}): Promise<void> {
  const { file, port, credentials } = options;
  const name = 'mctl-sandbox';
  const kubeConfig = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    clusters: [
      {
        name,
        cluster: {
          server: `https://127.0.0.1:${port}`,
          'certificate-authority-data': Buffer.from(credentials.ca).toString(
            'base64',
          ),
        },
      },
    ],
    users: [{ name: 'admin', user: { token: credentials.token } }],
    contexts: [{ name, context: { cluster: name, user: 'admin' } }],
  };
  await writeFileAtomically(file, stringify(kubeConfig), 0o600);
}

async function createAuthority(): Promise<string> {
  const authority = await generate(
    [{ name: 'commonName', value: 'mctl-sandbox-ca' }],
    {
      ...KEY_OPTIONS,
      notAfterDate: new Date(Date.now() + 10 * YEAR_MS),
      extensions: [
        { name: 'basicConstraints', cA: true, critical: true },
        { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
      ],
    },
  );
  return JSON.stringify({ key: authority.private, cert: authority.cert });
}

async function remember(
  file: string,
  create: () => Promise<string>,
): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (!isError(error) || error.code !== 'ENOENT') {
      throw error;
    }
    const content = await create();
    await writeFileAtomically(file, content, 0o600);
    return content;
  }
}
