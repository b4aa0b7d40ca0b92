import { Link } from '@backstage/ui';
import type { Operation } from '@mctl/plugin-platform-common';
import { operationLabel, userLabel } from '../format';
import { paths } from '../paths';
import { DataTable, type DataColumn } from './DataTable';
import { Code } from './Panel';
import { RelativeTime } from './RelativeTime';
import { StateBadge } from './StateBadge';

const COLUMNS: ReadonlyArray<DataColumn<Operation>> = [
  {
    header: 'Operation',
    cell: operation => (
      <Link href={paths.operation(operation.id)}>
        {operationLabel(operation.operation)}
      </Link>
    ),
  },
  { header: 'On', cell: operation => <Code>{operation.subject}</Code> },
  {
    header: 'State',
    cell: operation => <StateBadge state={operation.state} />,
  },
  {
    header: 'By',
    cell: operation => (
      <>
        {userLabel(operation.actor.user)} via{' '}
        {operation.actor.client ?? operation.actor.via}
      </>
    ),
  },
  {
    header: 'When',
    cell: operation => <RelativeTime time={operation.createdAt} />,
  },
];

/** Operations, one per row. @public */
export function OperationTable(props: { operations: readonly Operation[] }) {
  return (
    <DataTable
      label="Operations"
      columns={COLUMNS}
      rows={props.operations}
      rowKey={operation => operation.id}
    />
  );
}
