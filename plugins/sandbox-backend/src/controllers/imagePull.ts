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
  const { container, status, imageCached, imageExists } = context;
  const { pulling, pullFailures } = context;
  const { image } = container;
  const missing = context.fault === 'image-missing' || !imageExists;
  const cached =
    imageCached && !missing && container.imagePullPolicy !== 'Always';
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
  if (!missing) {
    return startContainer(context, {
      type: 'Normal',
      reason: 'Pulled',
      message: `Successfully pulled image "${image}" in ${PULL_MS}ms (${PULL_MS}ms including waiting). Image size: ${imageSize(image)} bytes.`,
    });
  }
  const cause = pullError(image);
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
          message: `Back-off pulling image "${image}": ErrImagePull: ${pullError(image)}`,
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
  const { status, fault, imageExists, pullFailures } = context;
  const healed = fault !== 'image-missing' && imageExists;
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

function pullError(image: string): string {
  const reference = /[:@][^/]+$/.test(image) ? image : `${image}:latest`;
  return `rpc error: code = NotFound desc = failed to pull and unpack image "${reference}": failed to resolve reference "${reference}": ${reference}: not found`;
}

function imageSize(image: string): number {
  return 30_000_000 + image.length * 12_345;
}
