import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import type { Operation } from '@mctl/plugin-platform-common';
import { PlatformError, platformApiRef } from '@mctl/plugin-platform-react';
import {
  FakePlatform,
  sampleOperation,
  sampleWhoAmI,
} from '@mctl/plugin-platform-react/testUtils';
import { CancelOperation } from './CancelOperation';

const QUEUED: Partial<Operation> = {
  state: 'queued',
  commit: null,
  finishedAt: null,
};

function render(
  operation: Partial<Operation>,
  whoAmI = sampleWhoAmI(),
  platform = FakePlatform.create(),
): FakePlatform {
  platform.answer('whoami', () => whoAmI);
  renderInTestApp(
    <>
      <p>Progress</p>
      <CancelOperation operation={sampleOperation(operation)} />
    </>,
    { apis: [[platformApiRef, platform]] },
  );
  return platform;
}

const NAME = { name: 'Cancel this operation' };
const STRANGER = sampleWhoAmI({
  user: 'user:default/ben',
  tenants: [{ tenant: 'acme', role: 'developer' }],
});

describe('cancelling an operation', () => {
  it('sends the command', async () => {
    const platform = render(QUEUED).commandAs(() => ({}));

    await userEvent.click(await screen.findByRole('button', NAME));

    await waitFor(() =>
      expect(platform.commands).toMatchObject([
        { name: 'cancel-operation', input: { id: 'op_1' } },
      ]),
    );
  });

  it('says why it was not cancelled', async () => {
    render(QUEUED).commandAs(
      () =>
        new PlatformError({
          code: 'conflict',
          message: 'Its commit stands already',
          hint: 'Roll the service back instead.',
        }),
    );

    await userEvent.click(await screen.findByRole('button', NAME));

    expect(await screen.findByRole('alert')).toHaveTextContent(
      /It was not cancelled.*Its commit stands already.*Roll the service back/,
    );
  });

  it.each<[string, Partial<Operation>, typeof STRANGER]>([
    ['after the commit', { ...QUEUED, commit: '9fceb02' }, sampleWhoAmI()],
    ['when it is over', { ...QUEUED, state: 'failed' }, sampleWhoAmI()],
    ['to others in the tenant', QUEUED, STRANGER],
  ])('is not offered %s', async (_, operation, whoAmI) => {
    const platform = render(operation, whoAmI);

    await screen.findByText('Progress');
    await waitFor(() => expect(platform.queries).not.toEqual([]));
    expect(screen.queryByRole('button', NAME)).not.toBeInTheDocument();
  });

  it('is offered to owners and to whoever asked', async () => {
    render(
      { ...QUEUED, actor: { ...sampleOperation().actor, user: STRANGER.user } },
      STRANGER,
    );

    expect(await screen.findByRole('button', NAME)).toBeInTheDocument();
  });
});
