import { act, renderHook, waitFor } from '@testing-library/react';
import { TestApiProvider } from '@backstage/frontend-test-utils';
import type { ReactNode } from 'react';
import { platformApiRef } from '../api/PlatformApi';
import { PlatformError } from '../api/PlatformError';
import { FakePlatform } from '../testing/FakePlatform';
import {
  sampleOperation,
  sampleOperationDetails,
  samplePlan,
  sampleTenant,
  sampleTenantDetails,
  sampleWhoAmI,
} from '../testing/samples';
import { useCapabilityQuery } from './useCapabilityQuery';
import { useOperation } from './useOperation';
import { usePlannedOperation } from './usePlannedOperation';
import { useWhoAmI } from './useWhoAmI';

const GONE = new PlatformError({ code: 'unavailable', message: 'Gone' });

function wrapperOf(platform: FakePlatform) {
  return (props: { children: ReactNode }) => (
    <TestApiProvider apis={[[platformApiRef, platform]]}>
      {props.children}
    </TestApiProvider>
  );
}

describe('useCapabilityQuery', () => {
  it('goes from loading to the answer', async () => {
    const platform = FakePlatform.create().answer('whoami', () =>
      sampleWhoAmI(),
    );
    const { result } = renderHook(useWhoAmI, { wrapper: wrapperOf(platform) });

    expect(result.current.isLoading).toBe(true);
    await waitFor(() =>
      expect(result.current.data?.user).toBe('user:default/ada'),
    );
    expect(result.current.isLoading).toBe(false);
  });

  it('asks again after a hint about its tenant, and only then', async () => {
    let members = 0;
    const platform = FakePlatform.create().answer('get-tenant', () =>
      sampleTenantDetails({ description: `asked ${(members += 1)} times` }),
    );
    const { result } = renderHook(
      () => useCapabilityQuery('get-tenant', { tenant: 'acme' }),
      { wrapper: wrapperOf(platform) },
    );
    await waitFor(() =>
      expect(result.current.data?.description).toBe('asked 1 times'),
    );

    await act(async () =>
      platform.hint({ kind: 'tenant', tenant: 'globex', name: 'globex' }),
    );
    expect(platform.queries).toHaveLength(1);

    await act(async () =>
      platform.hint({ kind: 'service', tenant: 'acme', name: 'shop' }),
    );
    await waitFor(() =>
      expect(result.current.data?.description).toBe('asked 2 times'),
    );
  });

  it('keeps the last answer while a newer one cannot be had', async () => {
    const platform = FakePlatform.create().answer('list-tenants', () => ({
      items: [sampleTenant()],
    }));
    const { result } = renderHook(
      () => useCapabilityQuery('list-tenants', {}),
      { wrapper: wrapperOf(platform) },
    );
    await waitFor(() => expect(result.current.data).toBeDefined());

    platform.answer('list-tenants', () => GONE);
    act(() => result.current.refresh());

    await waitFor(() => expect(result.current.error).toBe(GONE));
    expect(result.current.data?.items).toHaveLength(1);
  });

  it('does not show the answer to another question', async () => {
    const platform = FakePlatform.create().answer('get-tenant', input =>
      input.tenant === 'acme' ? sampleTenantDetails() : GONE,
    );
    const { result, rerender } = renderHook(
      ({ tenant }) => useCapabilityQuery('get-tenant', { tenant }),
      {
        wrapper: wrapperOf(platform),
        initialProps: { tenant: 'acme' },
      },
    );
    await waitFor(() => expect(result.current.data).toBeDefined());

    rerender({ tenant: 'globex' });

    expect(result.current.data).toBeUndefined();
    await waitFor(() => expect(result.current.error).toBe(GONE));
    expect(result.current.data).toBeUndefined();
  });

  it('asks nothing while there is nothing to ask', () => {
    const platform = FakePlatform.create();
    renderHook(() => useCapabilityQuery('list-services', undefined), {
      wrapper: wrapperOf(platform),
    });

    expect(platform.queries).toEqual([]);
  });
});

describe('useOperation', () => {
  const running = () =>
    sampleOperationDetails({ state: 'running', finishedAt: null });

  it('moves with the events and ends with the operation', async () => {
    const platform = FakePlatform.create().setOperation('op_1', running());
    const { result } = renderHook(() => useOperation('op_1'), {
      wrapper: wrapperOf(platform),
    });
    await waitFor(() => expect(result.current.connection).toBe('live'));

    act(() =>
      platform.emit({
        sequence: 2,
        data: {
          step: {
            name: 'sync',
            state: 'running',
            startedAt: null,
            finishedAt: null,
            message: 'Waiting for Argo CD',
          },
        },
      }),
    );
    expect(result.current.operation?.steps[1].message).toBe(
      'Waiting for Argo CD',
    );

    platform.setOperation('op_1', sampleOperationDetails());
    await act(async () => platform.endStreams());

    await waitFor(() => expect(result.current.connection).toBe('ended'));
    expect(result.current.operation?.state).toBe('succeeded');
  });

  it('resumes after the last event when the stream breaks', async () => {
    const platform = FakePlatform.create().setOperation('op_1', running());
    const { result } = renderHook(() => useOperation('op_1'), {
      wrapper: wrapperOf(platform),
    });
    await waitFor(() => expect(result.current.connection).toBe('live'));
    act(() => platform.emit({ sequence: 7, data: { message: 'Committed' } }));

    await act(async () => platform.breakStreams(GONE));

    await waitFor(() => expect(platform.followedAfter).toEqual([undefined, 7]));
  });

  it('reads a final operation and follows nothing', async () => {
    const platform = FakePlatform.create().setOperation(
      'op_1',
      sampleOperationDetails(),
    );
    const { result } = renderHook(() => useOperation('op_1'), {
      wrapper: wrapperOf(platform),
    });

    await waitFor(() => expect(result.current.connection).toBe('ended'));
    expect(platform.followedAfter).toEqual([]);
  });

  it('gives up on an operation that does not exist', async () => {
    const { result } = renderHook(() => useOperation('op_404'), {
      wrapper: wrapperOf(FakePlatform.create()),
    });

    await waitFor(() => expect(result.current.connection).toBe('ended'));
    expect(result.current.error?.code).toBe('not_found');
    expect(result.current.operation).toBeUndefined();
  });
});

describe('usePlannedOperation', () => {
  const request = { operation: 'rollback-service', input: { tenant: 'acme' } };

  function render(platform: FakePlatform) {
    return renderHook(() => usePlannedOperation(request), {
      wrapper: wrapperOf(platform),
    });
  }

  it('starts exactly the plan that was confirmed', async () => {
    const platform = FakePlatform.create()
      .planAs(() => samplePlan({ hash: 'sha256:aa' }))
      .startAs(() => sampleOperation({ id: 'op_9' }));
    const { result } = render(platform);
    await waitFor(() => expect(result.current.plan).toBeDefined());
    expect(platform.started).toEqual([]);

    act(() => result.current.confirm());

    await waitFor(() => expect(result.current.accepted?.id).toBe('op_9'));
    expect(platform.started).toEqual([
      {
        ...request,
        planHash: 'sha256:aa',
        idempotencyKey: expect.stringMatching(/^[0-9a-f]{32}$/),
      },
    ]);
  });

  it('sends the same key again after an answer got lost', async () => {
    const platform = FakePlatform.create()
      .planAs(() => samplePlan())
      .startAs(() => GONE);
    const { result } = render(platform);
    await waitFor(() => expect(result.current.plan).toBeDefined());

    act(() => result.current.confirm());
    await waitFor(() => expect(result.current.error).toBe(GONE));
    platform.startAs(() => sampleOperation());
    act(() => result.current.confirm());
    await waitFor(() => expect(result.current.accepted).toBeDefined());

    const [first, second] = platform.started;
    expect(second.idempotencyKey).toBe(first.idempotencyKey);
  });

  it.each(['plan_changed', 'confirmation_required'] as const)(
    'shows the new plan under a new key after %s',
    async code => {
      const platform = FakePlatform.create()
        .planAs(() => samplePlan({ hash: 'sha256:old' }))
        .startAs(
          () =>
            new PlatformError({
              code,
              message: 'Not this plan',
              details: { plan: samplePlan({ hash: 'sha256:new' }) },
            }),
        );
      const { result } = render(platform);
      await waitFor(() => expect(result.current.plan).toBeDefined());

      act(() => result.current.confirm());
      await waitFor(() => expect(result.current.isChanged).toBe(true));
      expect(result.current.plan?.hash).toBe('sha256:new');
      platform.startAs(() => sampleOperation());
      act(() => result.current.confirm());
      await waitFor(() => expect(result.current.accepted).toBeDefined());

      const [first, second] = platform.started;
      expect(second.planHash).toBe('sha256:new');
      expect(second.idempotencyKey).not.toBe(first.idempotencyKey);
    },
  );

  it('plans anew on request', async () => {
    const platform = FakePlatform.create().planAs(() => GONE);
    const { result } = render(platform);
    await waitFor(() => expect(result.current.error).toBe(GONE));

    platform.planAs(() => samplePlan());
    act(() => result.current.replan());

    await waitFor(() => expect(result.current.plan).toBeDefined());
    expect(result.current.error).toBeUndefined();
  });
});
