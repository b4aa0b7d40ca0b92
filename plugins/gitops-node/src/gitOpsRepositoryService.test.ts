import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import {
  mockServices,
  ServiceFactoryTester,
} from '@backstage/backend-test-utils';
import { isKnown } from '@mctl/plugin-platform-common';
import { gitOpsRepositoryServiceRef } from './gitOpsRepositoryService';
import { readGitOpsConfig } from './readGitOpsConfig';
import type { GitOpsRepository } from './types';

const userServiceRef = createServiceRef<GitOpsRepository>({
  id: 'test.user',
  scope: 'root',
});

const userServiceFactory = createServiceFactory({
  service: userServiceRef,
  deps: { gitops: gitOpsRepositoryServiceRef },
  factory: ({ gitops }) => gitops,
});

describe('gitOpsRepositoryServiceRef', () => {
  it('opens the repository of the configuration until shutdown', async () => {
    const root = await mkdtemp(join(tmpdir(), 'service-'));
    const lifecycle = mockServices.rootLifecycle.mock();
    const tester = ServiceFactoryTester.from(userServiceFactory, {
      dependencies: [
        lifecycle.factory,
        mockServices.rootConfig.factory({
          data: { mctl: { gitops: { repository: `file:${root}/x.git` } } },
        }),
      ],
    });
    const repository = await tester.getSubject();
    const current = repository.current();
    expect(isKnown(current) && current.value.invalid).toEqual([]);
    expect(repository.branch).toBe('main');
    const [[stop]] = lifecycle.addShutdownHook.mock.calls;
    await stop();
    await rm(root, { recursive: true, force: true });
  });
});

describe('readGitOpsConfig', () => {
  const read = (gitops: Record<string, string>) =>
    readGitOpsConfig(mockServices.rootConfig({ data: { mctl: { gitops } } }));

  it('falls back to the repository of the embedded default', () => {
    expect(readGitOpsConfig(mockServices.rootConfig())).toEqual({
      repository: '.mctl/gitops.git',
      branch: 'main',
    });
  });

  it.each([
    ['file:data/x.git', 'data/x.git'],
    ['file:/srv/x.git', '/srv/x.git'],
    ['file:///srv/x.git', '/srv/x.git'],
  ])('reads %s', (repository, folder) => {
    expect(read({ repository, branch: 'live' })).toEqual({
      repository: folder,
      branch: 'live',
    });
  });

  it.each(['https://git.example.test/x.git', 'ext::sh -c id', 'file:'])(
    'refuses %s',
    repository => {
      expect(() => read({ repository })).toThrow('mctl.gitops.repository');
    },
  );
});
