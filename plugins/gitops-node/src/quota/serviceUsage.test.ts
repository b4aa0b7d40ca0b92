import type { ServiceDocument } from '@mctl/plugin-platform-common';
import {
  samplePlatform,
  sampleService,
} from '../__testUtils__/sampleDocuments';
import { InvalidDocumentError } from '../documents/InvalidDocumentError';
import { podUsage, serviceUsage } from './serviceUsage';
import { transientUsage } from './transientUsage';
import { NO_USAGE, sumUsage } from './Usage';

type Spec = Partial<ServiceDocument['spec']>;

const NANO = 1_000_000_000n;
const MI = 1024n * 1024n * NANO;

function usage(spec: Spec) {
  return serviceUsage(sampleService('acme', 'shop', spec), samplePlatform);
}

function transient(spec: Spec) {
  return transientUsage(sampleService('acme', 'shop', spec), samplePlatform);
}

describe('serviceUsage', () => {
  it('is exact: requests times pods', () => {
    expect(usage({ replicas: 3 })).toEqual({
      cpu: 300_000_000n,
      memory: 384n * MI,
      pods: 3,
      storage: 0n,
    });
  });

  it('takes the resources of the document before the default', () => {
    const resources = {
      requests: { cpu: '0.5', memory: '1Gi' },
      limits: { cpu: '8', memory: '16Gi' },
    };
    expect(usage({ replicas: 1, resources })).toMatchObject({
      cpu: 500_000_000n,
      memory: 1024n * MI,
    });
  });

  it('is computed anew for another platform, and the same for the same', () => {
    const document = sampleService();
    const first = serviceUsage(document, samplePlatform);
    expect(serviceUsage(document, samplePlatform)).toBe(first);
    const { defaults } = samplePlatform.spec;
    const other = {
      ...samplePlatform,
      spec: {
        ...samplePlatform.spec,
        defaults: {
          ...defaults,
          resources: {
            ...defaults.resources,
            requests: { cpu: '200m', memory: '128Mi' },
          },
        },
      },
    };
    expect(serviceUsage(document, other).cpu).toBe(first.cpu * 2n);
  });

  it('is not known for a profile that is not there', () => {
    expect(() => usage({ profile: 'giant' })).toThrow(InvalidDocumentError);
  });

  it('adds up', () => {
    const one = usage({ replicas: 1 });
    const two = usage({ replicas: 2 });
    expect(sumUsage([one, two])).toEqual(usage({ replicas: 3 }));
    expect(sumUsage([])).toEqual(NO_USAGE);
  });
});

describe('transientUsage', () => {
  const pod = podUsage(sampleService(), samplePlatform);

  it.each<[string, Spec, boolean]>([
    ['a rolling update', {}, true],
    [
      'a strategy that stops the old pods first',
      { strategy: 'recreate' },
      false,
    ],
    [
      'a service with volumes',
      { replicas: 1, volumes: [{ name: 'a', path: '/a', size: '1Gi' }] },
      false,
    ],
    ['a service that sleeps', { replicas: 0 }, false],
    ['a cron service', { type: 'cron', schedule: '@daily' }, false],
    [
      'a job before the release, whatever the strategy',
      {
        strategy: 'recreate',
        jobs: { beforeDeploy: { command: ['./migrate'] } },
      },
      true,
    ],
  ])('of %s', (_, spec, needed) => {
    expect(transient(spec)).toEqual(needed ? pod : NO_USAGE);
  });
});
