import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { PlatformError, platformApiRef } from '@mctl/plugin-platform-react';
import {
  FakePlatform,
  sampleOperation,
  sampleOperationDetails,
  samplePlan,
  sampleTenant,
} from '@mctl/plugin-platform-react/testUtils';
import { OperationsRouter } from './OperationsRouter';
import { subjectLink } from './subjectLink';

function render(platform: FakePlatform, address = '/operations') {
  renderInTestApp(<OperationsRouter />, {
    apis: [[platformApiRef, platform]],
    mountPath: '/operations/*',
    initialRouteEntries: [address],
  });
}

function platformWithTenants() {
  return FakePlatform.create().answer('list-tenants', () => ({
    items: [sampleTenant()],
  }));
}

describe('the list of operations', () => {
  it('lists operations with their state', async () => {
    render(
      platformWithTenants().answer('list-operations', () => ({
        items: [sampleOperation({ state: 'failed' })],
      })),
    );

    const row = await screen.findByRole('row', { name: /Deploy service/ });
    expect(row).toHaveTextContent('service:acme/shop');
    expect(row).toHaveTextContent('Failed');
  });

  it('asks with the filters of the address', async () => {
    const platform = platformWithTenants().answer('list-operations', () => ({
      items: [],
    }));
    render(platform, '/operations?tenant=acme&state=failed');

    expect(await screen.findByText('No operation matches')).toBeInTheDocument();
    expect(platform.queries).toContainEqual({
      name: 'list-operations',
      input: { tenant: 'acme', state: 'failed', limit: 25, cursor: undefined },
    });
  });

  it('ignores a state that does not exist', async () => {
    const platform = platformWithTenants().answer('list-operations', () => ({
      items: [],
    }));
    render(platform, '/operations?state=exploded');

    expect(await screen.findByText('No operation yet')).toBeInTheDocument();
    expect(platform.queries).toContainEqual(
      expect.objectContaining({
        input: expect.objectContaining({ state: undefined }),
      }),
    );
  });

  it('filters by the state that is chosen', async () => {
    const platform = platformWithTenants().answer('list-operations', input => ({
      items: input.state === 'failed' ? [] : [sampleOperation()],
    }));
    render(platform);
    await screen.findByRole('row', { name: /Deploy service/ });

    await userEvent.click(screen.getByRole('button', { name: /State/ }));
    await userEvent.click(screen.getByRole('option', { name: 'Failed' }));

    expect(await screen.findByText('No operation matches')).toBeInTheDocument();
  });

  it('goes to older operations and back by cursor', async () => {
    const platform = platformWithTenants().answer('list-operations', input =>
      input.cursor
        ? { items: [sampleOperation({ id: 'op_0', subject: 'tenant:old' })] }
        : { items: [sampleOperation()], nextCursor: 'c1' },
    );
    render(platform);
    await screen.findByText('service:acme/shop');
    expect(screen.getByRole('button', { name: 'Newer' })).toBeDisabled();

    await userEvent.click(screen.getByRole('button', { name: 'Older' }));
    expect(await screen.findByText('tenant:old')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Older' })).toBeDisabled();

    await userEvent.click(screen.getByRole('button', { name: 'Newer' }));
    expect(await screen.findByText('service:acme/shop')).toBeInTheDocument();
  });

  it('says what is wrong when the list cannot be had', async () => {
    render(
      platformWithTenants().answer(
        'list-operations',
        () => new PlatformError({ code: 'unavailable', message: 'Gone' }),
      ),
    );

    expect(await screen.findByRole('alert')).toHaveTextContent('Gone');
  });
});

describe('the page of an operation', () => {
  it('moves while one looks', async () => {
    const platform = FakePlatform.create().setOperation(
      'op_1',
      sampleOperationDetails({ state: 'running', finishedAt: null }),
    );
    render(platform, '/operations/op_1');
    const steps = await screen.findByRole('list', { name: 'Steps' });
    await waitFor(() => expect(platform.followedAfter).toHaveLength(1));

    act(() =>
      platform.emit({
        sequence: 3,
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
    expect(within(steps).getByText('Waiting for Argo CD')).toBeInTheDocument();

    platform.setOperation('op_1', sampleOperationDetails());
    await act(async () => platform.endStreams());
    expect(
      await screen.findByRole('link', { name: 'Open the service' }),
    ).toHaveAttribute('href', '/services/acme/shop');
  });

  it('shows the plan with its diff, and the log', async () => {
    render(
      FakePlatform.create().setOperation(
        'op_1',
        sampleOperationDetails({
          planDetails: samplePlan(),
          log: [{ time: '2026-03-01T12:00:00Z', message: 'Committed' }],
        }),
      ),
      '/operations/op_1',
    );

    expect(await screen.findByText('+tag: 1.3.0')).toBeInTheDocument();
    expect(screen.getByRole('list', { name: 'Log' })).toHaveTextContent(
      'Committed',
    );
  });

  it('shows why it failed, with the evidence', async () => {
    render(
      FakePlatform.create().setOperation(
        'op_1',
        sampleOperationDetails({
          state: 'failed',
          error: {
            code: 'verification_failed',
            message: 'The pods do not start',
            hint: 'Roll back',
            evidence: [
              {
                source: 'pod',
                reason: 'ImagePullBackOff',
                message: 'manifest unknown',
              },
            ],
          },
        }),
      ),
      '/operations/op_1',
    );

    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The pods do not start',
    );
    expect(screen.getByRole('list', { name: 'Evidence' })).toHaveTextContent(
      'ImagePullBackOff: manifest unknown',
    );
  });

  it('says that an operation does not exist', async () => {
    render(FakePlatform.create(), '/operations/op_404');

    expect(
      await screen.findByText('There is no such operation'),
    ).toBeInTheDocument();
  });
});

describe('subjectLink', () => {
  it.each([
    ['create-tenant', 'tenant:acme', '/tenants/acme'],
    ['delete-tenant', 'tenant:acme', '/tenants'],
    ['deploy-service', 'service:acme/shop', '/services/acme/shop'],
    ['deploy-service', 'service:acme', undefined],
    ['other', 'platform', undefined],
    ['other', 'domain:example.com', undefined],
  ])('leads from %s of %s to %s', (operation, subject, href) => {
    expect(subjectLink({ operation, subject })?.href).toBe(href);
  });
});
