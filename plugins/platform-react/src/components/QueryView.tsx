import type { ReactNode } from 'react';
import { Alert, Flex, Skeleton, VisuallyHidden } from '@backstage/ui';
import type { QueryState } from '../hooks/useCapabilityQuery';
import { ErrorPanel } from './ErrorPanel';

/**
 * The answer of a query: while it loads, when it fails, and when only an older
 * answer is at hand.
 *
 * @public
 */
export function QueryView<T>(props: {
  query: QueryState<T>;
  children: (data: T) => ReactNode;
}) {
  const { data, error, refresh } = props.query;
  if (data === undefined) {
    return error ? <ErrorPanel error={error} onRetry={refresh} /> : <Loading />;
  }
  return (
    <>
      {error && (
        <div role="status">
          <Alert
            status="warning"
            icon
            mb="4"
            title="This may be out of date"
            description={error.message}
          />
        </div>
      )}
      {props.children(data)}
    </>
  );
}

/** A page whose content is on its way. @public */
export function Loading() {
  return (
    <div role="status">
      <VisuallyHidden>Loading</VisuallyHidden>
      <Flex direction="column" gap="3" aria-hidden="true">
        <Skeleton height={24} width="40%" />
        <Skeleton height={72} />
        <Skeleton height={72} />
      </Flex>
    </div>
  );
}
