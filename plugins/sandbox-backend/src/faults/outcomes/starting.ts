import type { Container, Pod } from '../../store/objects';
import type { FaultEntry } from '../FaultOutcome';
import type { FaultKind } from '../kinds';

/** Sooner than readiness, so that a crashing container never counts as ready. */
const CRASH_MS = 150;

/** Faults that keep a container from running. */
export const STARTING_FAULTS = {
  'crash-loop': {
    reaches: 'service',
    outcome: () => ({
      end: { afterMs: CRASH_MS, exitCode: 1, reason: 'Error' },
      problem: { kind: 'module-missing' },
    }),
  },
  'bad-command': {
    reaches: 'service',
    outcome: ({ container }) => ({
      startError: `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: ${executableError(container)}: unknown`,
      output: [],
    }),
  },
  'config-missing': {
    reaches: 'service',
    outcome: ({ pod, container }) => {
      const { volume, name } = mountedConfigMap(pod, container);
      return {
        mountProblem: {
          reason: 'FailedMount',
          message: `MountVolume.SetUp failed for volume "${volume}" : configmap "${name}" not found`,
          component: 'kubelet',
        },
      };
    },
  },
  'secret-key-missing': {
    reaches: 'service',
    outcome: ({ pod, container }) => {
      const { key, name } = secretKey(container);
      return {
        configError: `couldn't find key ${key} in Secret ${pod.metadata.namespace}/${name}`,
      };
    },
  },
  volume: {
    reaches: 'service',
    outcome: ({ pod, others }) =>
      others.length === 0
        ? {}
        : {
            mountProblem: {
              reason: 'FailedAttachVolume',
              message: `Multi-Attach error for volume "${volumeOf(pod)}" Volume is already used by pod(s) ${others.join(', ')}`,
              component: 'attachdetach-controller',
            },
          },
  },
} satisfies Partial<Record<FaultKind, FaultEntry>>;

/** Go's words in `os/exec`, which runc hands on. */
function executableError(container: Container): string {
  const command = container.command?.[0] ?? container.args?.[0] ?? 'serve';
  return command.includes('/')
    ? `"${command}": stat ${command}: no such file or directory`
    : `"${command}": executable file not found in $PATH`;
}

function mountedConfigMap(pod: Pod, container: Container) {
  const mounted = pod.spec.volumes?.find(({ configMap }) => configMap);
  return {
    volume: mounted?.name ?? 'config',
    name: mounted?.configMap?.name ?? `${container.name}-config`,
  };
}

function secretKey(container: Container): { key: string; name: string } {
  const used = container.env?.find(({ valueFrom }) => valueFrom?.secretKeyRef);
  return (
    used?.valueFrom?.secretKeyRef ?? {
      key: 'DATABASE_URL',
      name: container.name,
    }
  );
}

function volumeOf(pod: Pod): string {
  const claimed = pod.spec.volumes?.find(
    ({ persistentVolumeClaim }) => persistentVolumeClaim,
  );
  return claimed?.persistentVolumeClaim?.claimName ?? 'data';
}
