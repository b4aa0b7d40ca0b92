import { notFound } from '../faults/outcomes/images';
import { backOff } from './backOff';
import {
  type ContainerContext,
  type ContainerStep,
  startContainer,
} from './containerStep';

const PULL_START_MS = 100;
const PULL_MS = 350;
const PULL_CACHED_MS = 50;
const ERROR_SHOWN_MS = 800;

/** Pulls the image when the node has none, and starts the container. */
export function create(context: ContainerContext): ContainerStep {
  const { container, status, imageCached, pulling, pullFailures } = context;
  const { image } = container;
  const cause = pullError(context);
  const cached =
    imageCached && !cause && container.imagePullPolicy !== 'Always';
  if (cached) {
    const waitMs = context.remaining('cached', PULL_CACHED_MS);
    return waitMs > 0
      ? { waitMs }
      : startContainer(context, {
          type: 'Normal',
          reason: 'Pulled',
          message: `Container image "${image}" already present on machine`,
        });
  }
  const pull = `pull ${pullFailures}`;
  const startMs = context.remaining(pull, PULL_START_MS);
  if (startMs > 0) {
    return { waitMs: startMs };
  }
  if (!pulling) {
    return {
      pulls: true,
      notes: [
        {
          type: 'Normal',
          reason: 'Pulling',
          message: `Pulling image "${image}"`,
        },
      ],
    };
  }
  const pullMs = context.remaining(`${pull} done`, PULL_MS);
  if (pullMs > 0) {
    return { waitMs: pullMs };
  }
  if (!cause) {
    return startContainer(context, {
      type: 'Normal',
      reason: 'Pulled',
      message: `Successfully pulled image "${image}" in ${PULL_MS}ms (${PULL_MS}ms including waiting). Image size: ${imageSize(image)} bytes.`,
    });
  }
  return {
    status: {
      ...status,
      state: { waiting: { reason: 'ErrImagePull', message: cause } },
    },
    notes: [
      {
        type: 'Warning',
        reason: 'Failed',
        message: `Failed to pull image "${image}": ${cause}`,
      },
      { type: 'Warning', reason: 'Failed', message: 'Error: ErrImagePull' },
    ],
  };
}

/** A failed pull shows its error before the back-off. */
export function waitAfterPullError(context: ContainerContext): ContainerStep {
  const { container, status, pullFailures } = context;
  const { image } = container;
  const cause = status.state.waiting?.message ?? '';
  const waitMs = context.remaining(
    `pull error ${pullFailures}`,
    ERROR_SHOWN_MS,
  );
  if (waitMs > 0) {
    return { waitMs };
  }
  return {
    status: {
      ...status,
      state: {
        waiting: {
          reason: 'ImagePullBackOff',
          message: `Back-off pulling image "${image}": ErrImagePull: ${cause}`,
        },
      },
    },
    notes: [
      {
        type: 'Normal',
        reason: 'BackOff',
        message: `Back-off pulling image "${image}"`,
      },
      { type: 'Warning', reason: 'Failed', message: 'Error: ImagePullBackOff' },
    ],
  };
}

/** Waits out the back-off, unless the image has come to be. */
export function waitToPullAgain(context: ContainerContext): ContainerStep {
  const { status, pullFailures } = context;
  const healed = !pullError(context);
  const waitMs = healed
    ? 0
    : context.remaining(`pull back-off ${pullFailures}`, backOff(pullFailures));
  return waitMs > 0
    ? { waitMs }
    : {
        status: {
          ...status,
          state: { waiting: { reason: 'ContainerCreating' } },
        },
      };
}

/** What keeps the node from having the image. */
function pullError(context: ContainerContext): string | undefined {
  const { container, outcome, imageExists } = context;
  const says = outcome.pullError ?? (imageExists ? undefined : notFound);
  return says?.(container.image);
}

function imageSize(image: string): number {
  return 30_000_000 + image.length * 12_345;
}
