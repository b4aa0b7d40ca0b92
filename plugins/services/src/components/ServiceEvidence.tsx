import { Alert, Link, Text } from '@backstage/ui';
import {
  EvidenceList,
  ObservedNote,
  ObservedValue,
  Panel,
  Stack,
  paths,
  type ServiceDetails,
} from '@mctl/plugin-platform-react';

/** More events than this hide the rest of the page. */
const SHOWN = 12;

/** Why the last operation failed, and what the cluster says. */
export function ServiceEvidence(props: { details: ServiceDetails }) {
  const { lastOperation, events } = props.details;
  const failure = lastOperation?.error;
  return (
    <Stack>
      {lastOperation && failure && (
        <Panel
          title="The last operation failed"
          actions={
            <Link href={paths.operation(lastOperation.id)}>
              Open the operation
            </Link>
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
      )}
      <Panel title="Events" actions={<ObservedNote observed={events} />}>
        <ObservedValue observed={events}>
          {evidence =>
            evidence.length > 0 ? (
              <EvidenceList label="Events" evidence={evidence.slice(-SHOWN)} />
            ) : (
              <Text as="p">The cluster reports no event.</Text>
            )
          }
        </ObservedValue>
      </Panel>
    </Stack>
  );
}
