import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { OPERATION_STATES, type Health } from '@mctl/plugin-platform-common';
import { platformApiRef } from '../api/PlatformApi';
import { PlatformError } from '../api/PlatformError';
import { FakePlatform } from '../testing/FakePlatform';
import { sampleOperation, samplePlan, seen, unseen } from '../testing/samples';
import { DataTable } from './DataTable';
import { DiffView } from './DiffView';
import { EmptyState } from './EmptyState';
import { ErrorPanel } from './ErrorPanel';
import { EvidenceList } from './EvidenceList';
import { HealthBadge } from './HealthBadge';
import { LiveNotice } from './LiveNotice';
import { ObservedNote, ObservedValue } from './ObservedValue';
import { OperationTable } from './OperationTable';
import { PlanReview } from './PlanReview';
import { PlannedOperation } from './PlannedOperation';
import { QueryView } from './QueryView';
import { StateBadge, operationStateLabel } from './StateBadge';
import { StepList } from './StepList';

const noop = () => undefined;

function render(element: JSX.Element, platform = FakePlatform.create()) {
  renderInTestApp(element, { apis: [[platformApiRef, platform]] });
}

describe('StateBadge', () => {
  it.each(OPERATION_STATES)('says %s in words', async state => {
    render(<StateBadge state={state} />);

    expect(
      await screen.findByText(operationStateLabel(state)),
    ).toBeInTheDocument();
  });
});

describe('HealthBadge', () => {
  it.each<Health>([
    'Healthy',
    'Progressing',
    'Degraded',
    'Suspended',
    'Missing',
  ])('says %s in words', async status => {
    render(<HealthBadge health={seen({ status, message: 'why' })} />);

    expect(await screen.findByText(status)).toHaveAttribute('title', 'why');
  });

  it('says unknown and never the last health as if it were current', async () => {
    render(
      <HealthBadge
        health={unseen('The watch was lost', {
          status: 'Healthy',
          message: null,
        })}
      />,
    );

    const badge = await screen.findByText('Unknown');
    expect(badge).toHaveAttribute(
      'title',
      'The watch was lost, last seen Healthy',
    );
    expect(badge).toHaveAttribute('data-tone', 'warning');
    expect(screen.queryByText('Healthy')).not.toBeInTheDocument();
  });
});

describe('ObservedValue', () => {
  it('shows what is known', async () => {
    render(
      <ObservedValue observed={seen(3)}>
        {pods => `${pods} pods`}
      </ObservedValue>,
    );

    expect(await screen.findByText('3 pods')).toBeInTheDocument();
    expect(screen.queryByText('Unknown')).not.toBeInTheDocument();
  });

  it('shows the reason, the last value and its age', async () => {
    render(
      <ObservedValue observed={unseen('The cluster is silent', 3)}>
        {pods => `${pods} pods`}
      </ObservedValue>,
    );

    expect(await screen.findByText('Unknown')).toBeInTheDocument();
    expect(screen.getByText('The cluster is silent')).toBeInTheDocument();
    expect(screen.getByText(/^Last seen/)).toBeInTheDocument();
    expect(screen.getByText('3 pods')).toBeInTheDocument();
  });

  it('shows no value when there never was one', async () => {
    render(
      <ObservedValue observed={unseen<number>('The cluster is silent')}>
        {pods => `${pods} pods`}
      </ObservedValue>,
    );

    expect(await screen.findByText('Unknown')).toBeInTheDocument();
    expect(screen.queryByText(/pods/)).not.toBeInTheDocument();
    expect(screen.queryByText(/Last seen/)).not.toBeInTheDocument();
  });

  it('names the source', async () => {
    render(
      <>
        <ObservedNote observed={seen(1)} />
        <ObservedNote observed={unseen('why')} />
      </>,
    );

    expect(await screen.findByText(/From the cluster/)).toBeInTheDocument();
    expect(screen.getByText('The cluster does not tell')).toBeInTheDocument();
  });
});

describe('DiffView', () => {
  it('shows the lines of a file and counts them', async () => {
    render(<DiffView changes={samplePlan().changes} />);

    const region = await screen.findByRole('region', {
      name: 'Changes in tenants/acme/services/shop/service.yaml',
    });
    expect(within(region).getByText('+tag: 1.3.0')).toHaveAttribute(
      'data-kind',
      'add',
    );
    expect(within(region).getByText('-tag: 1.4.0')).toHaveAttribute(
      'data-kind',
      'delete',
    );
    expect(
      screen.getByLabelText('1 lines added, 1 lines deleted'),
    ).toBeInTheDocument();
  });
});

describe('the order of DiffView', () => {
  it('puts documents before what is rendered from them', async () => {
    const [change] = samplePlan().changes;
    render(
      <DiffView
        changes={[
          { ...change, path: 'tenants/acme/manifests/a.yaml' },
          { ...change, path: 'tenants/acme/tenant.yaml' },
        ]}
      />,
    );

    const paths = await screen.findAllByText(/^tenants/);
    expect(paths.map(path => path.textContent)).toEqual([
      'tenants/acme/tenant.yaml',
      'tenants/acme/manifests/a.yaml',
    ]);
  });
});

describe('DataTable', () => {
  it('names rows by their first column and cells by their header', async () => {
    render(
      <DataTable
        label="Pods"
        rows={[{ name: 'a', restarts: 2 }]}
        rowKey={row => row.name}
        columns={[
          { header: 'Pod', cell: row => row.name },
          { header: 'Restarts', cell: row => row.restarts },
        ]}
      />,
    );

    const table = await screen.findByRole('table', { name: 'Pods' });
    expect(within(table).getByRole('rowheader')).toHaveTextContent('a');
    expect(within(table).getByRole('cell')).toHaveAttribute(
      'data-label',
      'Restarts',
    );
  });
});

describe('ErrorPanel', () => {
  it('shows message, faults, hint and request', async () => {
    const onRetry = jest.fn();
    render(
      <ErrorPanel
        error={
          new PlatformError({
            code: 'invalid_input',
            message: 'Not valid',
            hint: 'Mend it',
            faults: [{ path: 'tag', message: 'too long' }],
            requestId: 'r1',
          })
        }
        onRetry={onRetry}
      />,
    );

    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('Not valid');
    expect(alert).toHaveTextContent('tag: too long');
    expect(alert).toHaveTextContent('Mend it');
    expect(alert).toHaveTextContent('Request r1');
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(onRetry).toHaveBeenCalledTimes(1);
  });
});

describe('EmptyState', () => {
  it('offers the next thing to do', async () => {
    render(<EmptyState title="Nothing" action={<a href="/next">Next</a>} />);

    expect(await screen.findByText('Nothing')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Next' })).toBeInTheDocument();
  });
});

describe('EvidenceList', () => {
  it('shows the newest first, with how often it was seen', async () => {
    render(
      <EvidenceList
        label="Events"
        evidence={[
          { source: 'event', message: 'first' },
          { source: 'event', message: 'second', reason: 'BackOff', count: 7 },
        ]}
      />,
    );

    const items = await screen.findAllByRole('listitem');
    expect(items[0]).toHaveTextContent('BackOff: second');
    expect(items[0]).toHaveTextContent('7 times');
    expect(items[1]).toHaveTextContent('first');
  });
});

describe('StepList', () => {
  it('shows each step with its state, message and duration', async () => {
    render(
      <StepList
        steps={[
          {
            name: 'commit',
            state: 'succeeded',
            startedAt: '2026-03-01T12:00:00Z',
            finishedAt: '2026-03-01T12:00:04Z',
            message: 'Committed',
          },
          {
            name: 'sync',
            state: 'pending',
            startedAt: null,
            finishedAt: null,
            message: null,
          },
        ]}
      />,
    );

    const [commit, sync] = await screen.findAllByRole('listitem');
    expect(commit).toHaveTextContent('Succeeded');
    expect(commit).toHaveTextContent('Commit to the repository');
    expect(commit).toHaveTextContent('4 s');
    expect(sync).toHaveTextContent('Pending');
  });
});

describe('OperationTable', () => {
  it('links to the operation and says who asked through what', async () => {
    render(<OperationTable operations={[sampleOperation()]} />);

    expect(
      await screen.findByRole('link', { name: 'Deploy service' }),
    ).toHaveAttribute('href', '/operations/op_1');
    expect(screen.getByText('ada via Claude')).toBeInTheDocument();
  });
});

describe('QueryView', () => {
  const state = { data: undefined, error: undefined, refresh: noop };
  const error = new PlatformError({ code: 'unavailable', message: 'Gone' });

  it('says that it loads', async () => {
    render(
      <QueryView query={{ ...state, isLoading: true }}>
        {() => 'data'}
      </QueryView>,
    );

    expect(await screen.findByText('Loading')).toBeInTheDocument();
  });

  it('shows the error when there is nothing else', async () => {
    render(
      <QueryView query={{ ...state, error, isLoading: false }}>
        {() => 'data'}
      </QueryView>,
    );

    expect(await screen.findByRole('alert')).toHaveTextContent('Gone');
  });

  it('shows old data as old', async () => {
    render(
      <QueryView query={{ ...state, data: 1, error, isLoading: false }}>
        {value => `value ${value}`}
      </QueryView>,
    );

    expect(await screen.findByText('value 1')).toBeInTheDocument();
    expect(screen.getByText('This may be out of date')).toBeInTheDocument();
  });
});

describe('LiveNotice', () => {
  it('keeps quiet while the stream is up', async () => {
    const platform = FakePlatform.create();
    platform.changes.subscribe(noop);
    render(<LiveNotice />, platform);

    expect(await screen.findByRole('status')).toBeEmptyDOMElement();
  });
});

describe('PlanReview', () => {
  it('shows warnings, objects, quota and files', async () => {
    render(
      <PlanReview
        plan={samplePlan({
          warnings: ['Automatic deploys are paused'],
          quota: {
            tenant: 'acme',
            items: [{ resource: 'cpu', before: '1', after: '2', hard: '4' }],
          },
        })}
        confirmLabel="Roll back"
        onConfirm={noop}
        onCancel={noop}
      />,
    );

    expect(
      await screen.findByText('Automatic deploys are paused'),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('table', { name: 'Cluster objects that change' }),
    ).toHaveTextContent('Deployment');
    expect(
      screen.getByRole('table', { name: 'Effect on the quota' }),
    ).toHaveTextContent('cpu');
    expect(screen.getByText('+tag: 1.3.0')).toBeInTheDocument();
  });

  it('says so when nothing changes', async () => {
    render(
      <PlanReview
        plan={samplePlan({ changes: [], resources: [] })}
        confirmLabel="Deploy"
        onConfirm={noop}
        onCancel={noop}
      />,
    );

    expect(await screen.findByText(/Nothing changes/)).toBeInTheDocument();
  });

  it('does not let a denied plan be confirmed', async () => {
    render(
      <PlanReview
        plan={samplePlan({
          policy: [{ rule: 'images', level: 'deny', message: 'Not allowed' }],
        })}
        confirmLabel="Deploy"
        onConfirm={noop}
        onCancel={noop}
      />,
    );

    expect(await screen.findByText('Not allowed')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Deploy' })).toBeDisabled();
  });

  it('wants the name typed in full before it destroys', async () => {
    const onConfirm = jest.fn();
    render(
      <PlanReview
        plan={samplePlan()}
        confirmLabel="Delete"
        typeToConfirm="acme"
        onConfirm={onConfirm}
        onCancel={noop}
      />,
    );
    const field = await screen.findByLabelText('Type acme to confirm');
    const button = screen.getByRole('button', { name: 'Delete' });

    await userEvent.type(field, 'acm{Enter}');
    expect(button).toBeDisabled();
    expect(onConfirm).not.toHaveBeenCalled();
    await userEvent.type(field, 'e');
    expect(button).toBeEnabled();
    await userEvent.click(button);
    expect(onConfirm).toHaveBeenCalledTimes(1);
  });
});

describe('PlannedOperation', () => {
  const request = { operation: 'rollback-service', input: {} };

  it('goes from plan to operation', async () => {
    const onAccepted = jest.fn();
    const platform = FakePlatform.create()
      .planAs(() => samplePlan())
      .startAs(() => sampleOperation({ id: 'op_9' }));
    render(
      <PlannedOperation
        request={request}
        confirmLabel="Roll back"
        onCancel={noop}
        onAccepted={onAccepted}
      />,
      platform,
    );

    await userEvent.click(
      await screen.findByRole('button', { name: 'Roll back' }),
    );

    expect(onAccepted).toHaveBeenCalledWith(
      expect.objectContaining({ id: 'op_9' }),
    );
  });

  it('offers the way back when it cannot be planned', async () => {
    const onCancel = jest.fn();
    const platform = FakePlatform.create().planAs(
      () =>
        new PlatformError({ code: 'already_exists', message: 'It is there' }),
    );
    render(
      <PlannedOperation
        request={request}
        confirmLabel="Create"
        onCancel={onCancel}
        onAccepted={noop}
      />,
      platform,
    );

    expect(await screen.findByRole('alert')).toHaveTextContent('It is there');
    await userEvent.click(screen.getByRole('button', { name: 'Back' }));
    expect(onCancel).toHaveBeenCalledTimes(1);
  });

  it('asks for a second look when the plan changed', async () => {
    const platform = FakePlatform.create()
      .planAs(() => samplePlan({ hash: 'sha256:old' }))
      .startAs(
        () =>
          new PlatformError({
            code: 'plan_changed',
            message: 'The plan changed',
            details: {
              plan: samplePlan({ hash: 'sha256:new', summary: 'Another' }),
            },
          }),
      );
    render(
      <PlannedOperation
        request={request}
        confirmLabel="Roll back"
        onCancel={noop}
        onAccepted={noop}
      />,
      platform,
    );

    await userEvent.click(
      await screen.findByRole('button', { name: 'Roll back' }),
    );

    expect(
      await screen.findByText('The plan has changed since you saw it'),
    ).toBeInTheDocument();
    expect(screen.getByText('Another')).toBeInTheDocument();
  });
});
