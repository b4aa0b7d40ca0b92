import { act, renderHook, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { TestApiProvider } from '@backstage/frontend-test-utils';
import { platformApiRef } from '../api/PlatformApi';
import { PlatformError } from '../api/PlatformError';
import { FakePlatform } from '../testing/FakePlatform';
import { useCommand } from './useCommand';
import { usePages } from './usePages';

function renderCommand(platform: FakePlatform) {
  return renderHook(() => useCommand('cancel-operation'), {
    wrapper: (props: { children: ReactNode }) => (
      <TestApiProvider apis={[[platformApiRef, platform]]}>
        {props.children}
      </TestApiProvider>
    ),
  }).result;
}

describe('useCommand', () => {
  it('runs the command and shows what it answers', async () => {
    const platform = FakePlatform.create().commandAs(() => ({ done: true }));
    const command = renderCommand(platform);

    act(() => command.current.run({ id: 'op_1' }));

    expect(command.current.isPending).toBe(true);
    await waitFor(() => expect(command.current.result).toEqual({ done: true }));
    expect(command.current.isPending).toBe(false);
    expect(platform.commands).toEqual([
      {
        name: 'cancel-operation',
        input: { id: 'op_1' },
        idempotencyKey: expect.any(String),
      },
    ]);
  });

  it.each([
    ['unreachable', true],
    ['unavailable', true],
    ['conflict', false],
  ] as const)(
    'after %s, uses the same key again: %s',
    async (code, isSameKey) => {
      const platform = FakePlatform.create().commandAs(
        () => new PlatformError({ code, message: 'No' }),
      );
      const command = renderCommand(platform);
      act(() => command.current.run({ id: 'op_1' }));
      await waitFor(() => expect(command.current.error?.code).toBe(code));

      act(() => command.current.run({ id: 'op_1' }));
      await waitFor(() => expect(platform.commands).toHaveLength(2));

      const [first, second] = platform.commands;
      expect(first.idempotencyKey === second.idempotencyKey).toBe(isSameKey);
    },
  );
});

describe('usePages', () => {
  it('goes forth and back', () => {
    const { result } = renderHook(() => usePages());
    expect(result.current).toMatchObject({
      cursor: undefined,
      hasPrevious: false,
    });

    act(() => result.current.goNext('c1'));
    act(() => result.current.goNext('c2'));
    expect(result.current).toMatchObject({ cursor: 'c2', hasPrevious: true });

    act(() => result.current.goPrevious());
    expect(result.current.cursor).toBe('c1');
    act(() => result.current.goPrevious());
    expect(result.current).toMatchObject({
      cursor: undefined,
      hasPrevious: false,
    });
  });

  it('begins anew with another filter', () => {
    const { result, rerender } = renderHook(filter => usePages(filter), {
      initialProps: 'a',
    });
    act(() => result.current.goNext('c1'));

    rerender('b');
    expect(result.current.cursor).toBeUndefined();

    act(() => result.current.goNext('c2'));
    act(() => result.current.goPrevious());
    expect(result.current.cursor).toBeUndefined();
  });
});
