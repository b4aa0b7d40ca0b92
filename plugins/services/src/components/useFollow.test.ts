import { renderHook } from '@testing-library/react';
import { useFollow } from './useFollow';

describe('useFollow', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    jest.restoreAllMocks();
    jest.useRealTimers();
  });

  it('looks again at each interval until it is stopped', () => {
    const refresh = jest.fn();
    const { rerender } = renderHook(
      (interval: number | undefined) => useFollow(refresh, interval),
      { initialProps: 1000 as number | undefined },
    );
    jest.advanceTimersByTime(999);
    expect(refresh).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1001);
    expect(refresh).toHaveBeenCalledTimes(2);

    rerender(undefined);
    jest.advanceTimersByTime(5000);
    expect(refresh).toHaveBeenCalledTimes(2);
  });

  it('stops with the page', () => {
    const refresh = jest.fn();
    const { unmount } = renderHook(() => useFollow(refresh, 1000));
    unmount();
    jest.advanceTimersByTime(5000);
    expect(refresh).not.toHaveBeenCalled();
  });

  it('looks at nothing while the page cannot be seen', () => {
    const hidden = jest.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    const refresh = jest.fn();
    renderHook(() => useFollow(refresh, 1000));
    jest.advanceTimersByTime(3000);
    expect(refresh).not.toHaveBeenCalled();

    hidden.mockReturnValue(false);
    jest.advanceTimersByTime(1000);
    expect(refresh).toHaveBeenCalledTimes(1);
  });
});
