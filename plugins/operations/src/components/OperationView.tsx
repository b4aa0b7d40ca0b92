import { Alert, ButtonLink, Link, Text } from '@backstage/ui';
import { isFinal } from '@mctl/plugin-platform-common';
import {
  Code,
  Columns,
  EvidenceList,
  Facts,
  Panel,
  PlanDetails,
  RelativeTime,
  Stack,
  StepList,
  formatDuration,
  paths,
  shortCommit,
  userLabel,
  type OperationDetails,
  type PlatformError,
} from '@mctl/plugin-platform-react';
import { CancelOperation } from './CancelOperation';
import { OperationLog } from './OperationLog';
import { subjectLink } from './subjectLink';

/** An operation: how far it is, what it does, who asked. */
export function OperationView(props: {
  operation: OperationDetails;
  /** Why what is shown may be old. */
  interruption: PlatformError | undefined;
}) {
  const { operation, interruption } = props;
  const { error } = operation;
  const link = subjectLink(operation);
  return (
    <Stack>
      {interruption && (
        <Alert
          status="warning"
          icon
          title="Live updates are interrupted; looking again every few seconds"
          description={interruption.message}
        />
      )}
      {error && (
        <Panel title="Why it failed">
          <Stack>
            <div role="alert">
              <Alert
                status="danger"
                icon
                title={error.message}
                description={error.hint}
              />
            </div>
            {error.evidence.length > 0 && (
              <EvidenceList label="Evidence" evidence={error.evidence} />
            )}
          </Stack>
        </Panel>
      )}
      <Columns>
        <Panel
          title="Progress"
          actions={
            link &&
            isFinal(operation.state) && (
              <ButtonLink size="small" variant="secondary" href={link.href}>
                {link.label}
              </ButtonLink>
            )
          }
        >
          {operation.steps.length > 0 ? (
            <StepList steps={operation.steps} />
          ) : (
            <Text as="p" color="secondary">
              {isFinal(operation.state)
                ? 'There was nothing to do.'
                : 'It has not started yet.'}
            </Text>
          )}
          <CancelOperation operation={operation} />
        </Panel>
        <Panel title="Request">
          <OperationFacts operation={operation} />
        </Panel>
      </Columns>
      {operation.log.length > 0 && (
        <Panel title="Log">
          <OperationLog log={operation.log} />
        </Panel>
      )}
      {operation.planDetails && (
        <PlanDetails title="The plan" plan={operation.planDetails} />
      )}
    </Stack>
  );
}

function OperationFacts(props: { operation: OperationDetails }) {
  const { operation } = props;
  const { actor } = operation;
  return (
    <Facts
      facts={[
        ['Asked by', userLabel(actor.user)],
        ['Through', actor.client ?? actor.via],
        [
          'On behalf of',
          actor.onBehalfOf === null ? null : userLabel(actor.onBehalfOf),
        ],
        ['Reason', operation.reason],
        [
          'Tenant',
          operation.tenant === null ? null : (
            <Link href={paths.tenant(operation.tenant)}>
              {operation.tenant}
            </Link>
          ),
        ],
        ['Asked', <RelativeTime key="asked" time={operation.createdAt} />],
        [
          'Took',
          operation.finishedAt === null
            ? null
            : formatDuration(
                Date.parse(operation.finishedAt) -
                  Date.parse(operation.createdAt),
              ),
        ],
        [
          'Commit',
          operation.commit === null ? null : (
            <Code title={operation.commit}>
              {shortCommit(operation.commit)}
            </Code>
          ),
        ],
        ['Id', <Code key="id">{operation.id}</Code>],
      ]}
    />
  );
}
