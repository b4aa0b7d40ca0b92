import type { GitOpsRepository } from '@mctl/plugin-gitops-node';
import { TestPlatform } from '@mctl/plugin-platform-node/testUtils';
import { ownershipOf } from './ownershipOf';

const admins = ['user:default/guest'];

describe('ownershipOf', () => {
  let platform: TestPlatform;

  beforeAll(async () => {
    platform = await TestPlatform.create({ capabilities: [] });
  });

  afterAll(() => platform.stop());

  it.each([
    ['ada', ['user:default/ada', 'group:default/acme']],
    [
      'ben',
      ['user:default/ben', 'group:default/globex', 'group:default/twice'],
    ],
    ['guest', ['user:default/guest', 'group:default/platform-admins']],
    ['nobody', ['user:default/nobody']],
  ])('of %s', (name, expected) => {
    const { repository } = platform;
    expect(ownershipOf(name, { repository, admins }).sort()).toEqual(
      expected.sort(),
    );
  });

  it('is the person alone while the repository is unknown', () => {
    const repository: Pick<GitOpsRepository, 'current'> = {
      current: () => ({ unknown: 'gone', source: 'git' }),
    };
    expect(ownershipOf('ada', { repository, admins })).toEqual([
      'user:default/ada',
    ]);
  });
});
