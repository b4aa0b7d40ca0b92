import type { ContainerState, PodInfo } from '@mctl/plugin-cluster-node';
import { containerTrouble } from './containerTrouble';

type Container = PodInfo['containers'][number];

const CHAIN =
  'Back-off pulling image "ghcr.io/acme/shop:2": ErrImagePull: rpc error: code = NotFound desc = failed to resolve reference: ghcr.io/acme/shop:2: not found';

function container(
  state: Partial<ContainerState> | null,
  rest: Partial<Container> = {},
): Container {
  return {
    name: 'shop',
    image: 'ghcr.io/acme/shop:2',
    ready: false,
    restarts: 0,
    lastState: null,
    ...rest,
    state: state && {
      state: 'waiting',
      reason: null,
      message: null,
      exitCode: null,
      startedAt: null,
      finishedAt: null,
      ...state,
    },
  };
}

describe('what keeps a container from running', () => {
  it.each([
    ['nothing is known of it yet', null],
    ['it runs', { state: 'running' as const }],
    ['it has ended', { state: 'terminated' as const, reason: 'Error' }],
    ['it waits without a reason', {}],
    ['it is being made', { reason: 'ContainerCreating' }],
    ['it is being initialized', { reason: 'PodInitializing' }],
  ])('is nothing when %s', (_, state) => {
    expect(containerTrouble(container(state))).toBeUndefined();
  });

  it.each([
    ['ErrImagePull', false],
    ['ImagePullBackOff', true],
  ])('is the image and the end of the story for %s', (reason, fatal) => {
    expect(containerTrouble(container({ reason, message: CHAIN }))).toEqual({
      message: 'The image ghcr.io/acme/shop:2 cannot be pulled: not found',
      fatal,
    });
  });

  it('is the image alone when the kubelet gives no reason', () => {
    expect(
      containerTrouble(container({ reason: 'ImagePullBackOff' }))?.message,
    ).toBe('The image ghcr.io/acme/shop:2 cannot be pulled');
  });

  it.each(['InvalidImageName', 'CreateContainerConfigError'])(
    'is final for %s',
    reason => {
      const message = "couldn't find key DATABASE_URL in Secret acme/shop";
      expect(containerTrouble(container({ reason, message }))).toEqual({
        message: `The container shop cannot start: ${message}`,
        fatal: true,
      });
      expect(containerTrouble(container({ reason }))?.message).toBe(
        `The container shop cannot start: ${reason}`,
      );
    },
  );

  it.each([
    [1, false],
    [2, true],
    [7, true],
  ])('is a crash after %d restarts, final: %s', (restarts, fatal) => {
    const lastState: ContainerState = {
      state: 'terminated',
      reason: 'Error',
      message: null,
      exitCode: 1,
      startedAt: null,
      finishedAt: null,
    };
    expect(
      containerTrouble(
        container({ reason: 'CrashLoopBackOff' }, { restarts, lastState }),
      ),
    ).toEqual({
      message: `The container shop keeps crashing with exit code 1, ${restarts} times so far`,
      fatal,
    });
  });

  it('says no exit code when none is known', () => {
    expect(
      containerTrouble(container({ reason: 'CrashLoopBackOff' }))?.message,
    ).toBe('The container shop keeps crashing, 0 times so far');
  });

  it('passes on what it does not know, and waits', () => {
    expect(
      containerTrouble(
        container({ reason: 'RegistryUnavailable', message: 'try later' }),
      ),
    ).toEqual({ message: 'The container shop waits: try later', fatal: false });
  });
});
