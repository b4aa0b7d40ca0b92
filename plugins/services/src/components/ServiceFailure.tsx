import { Alert, Link } from '@backstage/ui';
import {
  EvidenceList,
  Panel,
  Stack,
  paths,
  type ServiceDetails,
} from '@mctl/plugin-platform-react';

/** Why the last operation failed; nothing when it did not. */
export function ServiceFailure(props: { details: ServiceDetails }) {
  const { lastOperation } = props.details;
  const failure = lastOperation?.error;
  if (!lastOperation || !failure) {
    return null;
  }
  return (
    <Panel
      title="The last operation failed"
      actions={
        <Link href={paths.operation(lastOperation.id)}>Open the operation</Link>
      }
    >
      <Stack>
        <Alert
          status="danger"
          icon
          title={failure.message}
          description={failure.hint}
        />
        {failure.evidence.length > 0 && (
          <EvidenceList
            label="Evidence of the failure"
            evidence={failure.evidence}
          />
        )}
      </Stack>
    </Panel>
  );
}
