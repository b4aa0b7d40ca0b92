import { Alert, Button } from '@backstage/ui';
import type { PlatformError } from '../api/PlatformError';

/**
 * What went wrong and what to do about it.
 *
 * @public
 */
export function ErrorPanel(props: {
  error: PlatformError;
  /** What could not be done; the error's own message when absent. */
  title?: string;
  onRetry?: () => void;
}) {
  const { error, title, onRetry } = props;
  const details = [
    title ? error.message : undefined,
    ...error.faults
      .filter(fault => fault.message !== error.message)
      .map(({ path, message }) => (path ? `${path}: ${message}` : message)),
    error.hint,
    error.requestId ? `Request ${error.requestId}` : undefined,
  ].filter(line => line !== undefined);
  return (
    <div role="alert">
      <Alert
        status={error.code === 'not_found' ? 'warning' : 'danger'}
        icon
        title={title ?? error.message}
        description={
          details.length > 0 && (
            <>
              {details.map(line => (
                <div key={line}>{line}</div>
              ))}
            </>
          )
        }
        customActions={
          onRetry && (
            <Button size="small" variant="secondary" onPress={onRetry}>
              Try again
            </Button>
          )
        }
      />
    </div>
  );
}
