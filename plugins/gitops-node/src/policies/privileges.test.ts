import {
  renderedObjects,
  renderedPod,
  subjectOf,
} from '../__testUtils__/policySubjects';
import type { RenderedObject } from '../validation/RenderedObject';
import { privileges } from './privileges';

const SAFE = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
};

function faultsOf(object: RenderedObject): string[] {
  return privileges(subjectOf(object), { action: 'deny' }).map(
    ({ message }) => message,
  );
}

describe('the policy privileges', () => {
  it('has nothing against what the platform renders', () => {
    expect(faultsOf(renderedPod())).toEqual([]);
    expect(renderedObjects({ restarts: 1 }).flatMap(faultsOf)).toEqual([]);
  });

  it.each([
    [{ hostNetwork: true }, 'the pod uses the network of its node'],
    [{ hostPID: true }, 'the pod sees the processes of its node'],
    [{ hostIPC: true }, 'the pod shares memory with its node'],
    [
      { automountServiceAccountToken: true },
      'the pod is given a token of the Kubernetes API',
    ],
    [
      { automountServiceAccountToken: undefined },
      'the pod is given a token of the Kubernetes API',
    ],
    [
      { volumes: [{ name: 'root', hostPath: { path: '/' } }] },
      'the pod mounts a folder of its node as root',
    ],
    [
      { securityContext: { runAsNonRoot: true } },
      'the container shop may make any system call',
    ],
    [
      { securityContext: { seccompProfile: { type: 'RuntimeDefault' } } },
      'the container shop may run as root',
    ],
    [
      {
        initContainers: [
          { name: 'init', securityContext: { ...SAFE, privileged: true } },
        ],
      },
      'the container init is privileged',
    ],
  ])('finds in the pod %j that %s', (pod, message) => {
    expect(faultsOf(renderedPod(pod))).toEqual([message]);
  });

  it.each([
    [{ ...SAFE, privileged: true }, 'is privileged'],
    [{ ...SAFE, runAsNonRoot: false }, 'may run as root'],
    [{ ...SAFE, runAsUser: 0 }, 'may run as root'],
    [{ ...SAFE, allowPrivilegeEscalation: undefined }, 'may gain privileges'],
    [
      { ...SAFE, readOnlyRootFilesystem: false },
      'may write to its root file system',
    ],
    [
      {
        ...SAFE,
        capabilities: { drop: ['ALL'], add: ['NET_ADMIN', 'SYS_TIME'] },
      },
      'adds the capabilities NET_ADMIN, SYS_TIME',
    ],
    [
      { ...SAFE, capabilities: { drop: ['CHOWN'] } },
      'keeps default capabilities',
    ],
    [
      { ...SAFE, seccompProfile: { type: 'Unconfined' } },
      'may make any system call',
    ],
    [{ ...SAFE, procMount: 'Unmasked' }, 'sees all of /proc'],
  ])(
    'finds in the security context %j that it %s',
    (securityContext, fault) => {
      expect(faultsOf(renderedPod({}, { securityContext }))).toEqual([
        `the container shop ${fault}`,
      ]);
    },
  );

  it('finds every fault of a container that says nothing', () => {
    expect(faultsOf(renderedPod({}, { securityContext: undefined }))).toEqual([
      'the container shop may gain privileges',
      'the container shop may write to its root file system',
      'the container shop keeps default capabilities',
    ]);
  });

  it('takes a pod that cannot be read for one with every right', () => {
    expect(faultsOf(renderedPod({ containers: 'none' }))).toEqual([
      'its pod cannot be read, so nobody knows its rights',
    ]);
  });

  it('finds ports of the node', () => {
    expect(
      faultsOf(
        renderedPod({}, { ports: [{ containerPort: 1, hostPort: 80 }] }),
      ),
    ).toEqual(['the container shop takes the port 80 of its node']);
  });
});
