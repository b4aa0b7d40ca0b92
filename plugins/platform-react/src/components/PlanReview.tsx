import { useState } from 'react';
import { Alert, Button, Flex, Text, TextField } from '@backstage/ui';
import type { Plan, QuotaEffect } from '@mctl/plugin-platform-common';
import { Badge } from './Badge';
import { DataTable, type DataColumn } from './DataTable';
import { CHANGE_LOOKS, DiffView } from './DiffView';
import { Code, Panel, Stack } from './Panel';
import classes from './PlanReview.module.css';

const RESOURCE_COLUMNS: ReadonlyArray<DataColumn<Plan['resources'][number]>> = [
  { header: 'Name', cell: resource => <Code>{resource.name}</Code> },
  { header: 'Kind', cell: resource => resource.kind },
  { header: 'Namespace', cell: resource => resource.namespace ?? '(cluster)' },
  {
    header: 'Change',
    cell: resource => {
      const { label, tone, icon } = CHANGE_LOOKS[resource.action];
      return (
        <Badge tone={tone} icon={icon}>
          {label}
        </Badge>
      );
    },
  },
];

const QUOTA_COLUMNS: ReadonlyArray<DataColumn<QuotaEffect['items'][number]>> = [
  { header: 'Resource', cell: item => item.resource },
  { header: 'Now', cell: item => item.before },
  { header: 'Afterwards', cell: item => item.after },
  { header: 'Limit', cell: item => item.hard },
];

/** What a plan does, for a person to judge. @public */
export function PlanDetails(props: { plan: Plan; title?: string }) {
  const { plan, title = 'What will happen' } = props;
  return (
    <Stack>
      <Panel title={title}>
        <Stack>
          <Text as="p">{plan.summary}</Text>
          {plan.warnings.map(warning => (
            <Alert key={warning} status="warning" icon title={warning} />
          ))}
          {plan.policy.map(finding => (
            <Alert
              key={`${finding.rule} ${finding.message}`}
              status={finding.level === 'deny' ? 'danger' : 'warning'}
              icon
              title={finding.message}
              description={`Policy ${finding.rule}`}
            />
          ))}
        </Stack>
      </Panel>
      {plan.resources.length > 0 && (
        <Panel title={`Cluster objects (${plan.resources.length})`}>
          <DataTable
            label="Cluster objects that change"
            columns={RESOURCE_COLUMNS}
            rows={plan.resources}
            rowKey={({ kind, namespace, name }) =>
              `${kind}/${namespace}/${name}`
            }
          />
        </Panel>
      )}
      {plan.quota && plan.quota.items.length > 0 && (
        <Panel title={`Quota of ${plan.quota.tenant}`}>
          <DataTable
            label="Effect on the quota"
            columns={QUOTA_COLUMNS}
            rows={plan.quota.items}
            rowKey={item => item.resource}
          />
        </Panel>
      )}
      <Panel title={`Files in the repository (${plan.changes.length})`}>
        {plan.changes.length > 0 ? (
          <DiffView changes={plan.changes} />
        ) : (
          <Text as="p">
            Nothing changes: the repository already says so. No commit is made.
          </Text>
        )}
      </Panel>
    </Stack>
  );
}

/** Properties of {@link PlanReview}. @public */
export interface PlanReviewProps {
  plan: Plan;
  /** What the confirming button says, such as "Deploy". */
  confirmLabel: string;
  isDestructive?: boolean;
  /** What a person must type before they may confirm, such as a name. */
  typeToConfirm?: string;
  isPending?: boolean;
  onConfirm: () => void;
  onCancel: () => void;
}

/** A plan and the decision about it. @public */
export function PlanReview(props: PlanReviewProps) {
  const { plan, typeToConfirm } = props;
  const [typed, setTyped] = useState('');
  const isDenied = plan.policy.some(finding => finding.level === 'deny');
  const isTyped = typeToConfirm === undefined || typed === typeToConfirm;
  return (
    <Stack>
      <PlanDetails plan={plan} />
      <form
        className={classes.decision}
        aria-label="Decision"
        onSubmit={event => {
          event.preventDefault();
          if (isTyped && !isDenied && !props.isPending) {
            props.onConfirm();
          }
        }}
      >
        <Stack>
          {typeToConfirm !== undefined && (
            <TextField
              label={`Type ${typeToConfirm} to confirm`}
              value={typed}
              onChange={setTyped}
              autoComplete="off"
              spellCheck="false"
            />
          )}
          <Flex gap="2">
            <Button
              type="submit"
              variant="primary"
              destructive={props.isDestructive}
              isDisabled={!isTyped || isDenied}
              isPending={props.isPending}
            >
              {props.confirmLabel}
            </Button>
            <Button variant="secondary" onPress={props.onCancel}>
              Cancel
            </Button>
          </Flex>
        </Stack>
      </form>
    </Stack>
  );
}
