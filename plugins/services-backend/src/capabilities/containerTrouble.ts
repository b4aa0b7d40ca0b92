import type { PodInfo } from '@mctl/plugin-cluster-node';

/** Why a container is not running. */
export interface ContainerTrouble {
  /** One line for people. */
  message: string;
  /** It does not go away by itself. */
  fatal: boolean;
}

/** A container may crash once or twice while what it needs comes up. */
const CRASHES_TOLERATED = 2;

/** Waiting reasons of every start. */
const ORDINARY = new Set(['ContainerCreating', 'PodInitializing']);

/**
 * What keeps a container from running, or nothing when it runs or is about to.
 *
 * @remarks
 * `ErrImagePull` is the first failure to pull and may be the registry's bad
 * moment; `ImagePullBackOff` is the second in a row.
 */
export function containerTrouble(
  container: PodInfo['containers'][number],
): ContainerTrouble | undefined {
  const { state } = container;
  if (
    state?.state !== 'waiting' ||
    !state.reason ||
    ORDINARY.has(state.reason)
  ) {
    return undefined;
  }
  const { name, image, restarts } = container;
  switch (state.reason) {
    case 'ErrImagePull':
    case 'ImagePullBackOff':
      return {
        message: `The image ${image} cannot be pulled${lastClause(state.message)}`,
        fatal: state.reason === 'ImagePullBackOff',
      };
    case 'InvalidImageName':
    case 'CreateContainerConfigError':
      return {
        message: `The container ${name} cannot start: ${state.message ?? state.reason}`,
        fatal: true,
      };
    case 'CrashLoopBackOff': {
      const exitCode = container.lastState?.exitCode ?? undefined;
      const ending =
        exitCode === undefined ? '' : ` with exit code ${exitCode}`;
      return {
        message: `The container ${name} keeps crashing${ending}, ${restarts} times so far`,
        fatal: restarts >= CRASHES_TOLERATED,
      };
    }
    default:
      return {
        message: `The container ${name} waits: ${state.message ?? state.reason}`,
        fatal: false,
      };
  }
}

/** What a chain of wrapped errors ends with: ": not found". */
function lastClause(message: string | null): string {
  return /: [^:]+$/.exec(message ?? '')?.[0] ?? '';
}
