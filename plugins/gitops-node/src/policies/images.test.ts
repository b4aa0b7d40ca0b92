import { renderedPod, subjectOf } from '../__testUtils__/policySubjects';
import { allowedRegistries } from './allowedRegistries';
import { floatingTags } from './floatingTags';
import { parseImage } from './parseImage';

const DIGEST = `sha256:${'a'.repeat(64)}`;

function registryFaults(image: string, registries: string[]) {
  return allowedRegistries(subjectOf(renderedPod({}, { image })), {
    action: 'deny',
    registries,
  });
}

function tagFaults(image: string) {
  return floatingTags(subjectOf(renderedPod({}, { image })), {
    action: 'deny',
    tags: ['latest', 'main'],
  }).map(({ message }) => message);
}

describe('parseImage', () => {
  it.each([
    ['nginx', 'docker.io/library/nginx', 'latest', undefined],
    ['nginx:1.27', 'docker.io/library/nginx', '1.27', undefined],
    ['acme/shop:v1', 'docker.io/acme/shop', 'v1', undefined],
    ['ghcr.io/acme/shop', 'ghcr.io/acme/shop', 'latest', undefined],
    ['localhost:5000/a:2', 'localhost:5000/a', '2', undefined],
    ['localhost/a', 'localhost/a', 'latest', undefined],
    [`ghcr.io/a/b:1@${DIGEST}`, 'ghcr.io/a/b', '1', DIGEST],
  ])('reads %s', (image, repository, tag, digest) => {
    expect(parseImage(image)).toEqual({
      repository,
      tag,
      ...(digest && { digest }),
    });
  });
});

describe('the policy allowedRegistries', () => {
  it.each([
    ['ghcr.io/acme/shop:1', ['ghcr.io/acme/'], true],
    ['ghcr.io/acme/shop:1', ['ghcr.io/acme'], true],
    ['ghcr.io/acme/shop:1', ['ghcr.io/acme/shop'], true],
    ['ghcr.io/acme-evil/shop:1', ['ghcr.io/acme'], false],
    ['ghcr.io.evil.test/acme/shop:1', ['ghcr.io'], false],
    ['nginx', ['docker.io/library'], true],
    ['nginx', ['ghcr.io'], false],
    ['quay.io/x/y:1', ['ghcr.io', 'quay.io/x'], true],
    ['quay.io/x/y:1', [], false],
  ])('takes %s with %j: %s', (image, registries, isAllowed) => {
    expect(registryFaults(image, registries)).toHaveLength(isAllowed ? 0 : 1);
  });

  it('names the image and what is allowed', () => {
    expect(registryFaults('quay.io/x/y:1', ['ghcr.io/acme/'])).toEqual([
      {
        key: 'quay.io/x/y',
        message:
          'the image quay.io/x/y:1 comes from a registry that is not allowed',
        remedy: 'Use an image from ghcr.io/acme/.',
      },
    ]);
  });

  it('looks at containers that run first, too', () => {
    const pod = renderedPod({
      initContainers: [{ name: 'init', image: 'evil.test/x' }],
    });
    expect(
      allowedRegistries(subjectOf(pod), {
        action: 'deny',
        registries: ['ghcr.io'],
      }),
    ).toHaveLength(1);
  });
});

describe('the policy floatingTags', () => {
  it.each([
    ['ghcr.io/acme/shop:latest', ['latest']],
    ['ghcr.io/acme/shop', ['latest']],
    ['ghcr.io/acme/shop:main', ['main']],
    ['ghcr.io/acme/shop:1.4.0', []],
    ['ghcr.io/acme/shop:latest-2', []],
    [`ghcr.io/acme/shop:latest@${DIGEST}`, []],
  ])('finds in %s %j', (image, tags) => {
    expect(tagFaults(image)).toEqual(
      tags.map(
        tag =>
          `the tag "${tag}" of ghcr.io/acme/shop moves, so that nobody can tell what runs`,
      ),
    );
  });
});
