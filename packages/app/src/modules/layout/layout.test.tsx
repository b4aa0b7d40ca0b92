import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import {
  identityApiRef,
  type IdentityApi,
} from '@backstage/frontend-plugin-api';
import { PlatformError, platformApiRef } from '@mctl/plugin-platform-react';
import {
  FakePlatform,
  sampleWhoAmI,
} from '@mctl/plugin-platform-react/testUtils';
import { Layout } from './Layout';

const signOut = jest.fn(async () => undefined);
const identityApi: Partial<IdentityApi> = { signOut };

function render(platform: FakePlatform) {
  renderInTestApp(
    <Layout navigation={<nav>Menu</nav>} content={<p>Page</p>} />,
    {
      apis: [
        [platformApiRef, platform],
        [identityApiRef, identityApi],
      ],
    },
  );
}

describe('Layout', () => {
  it('says sandbox when the cluster is one, and who is signed in', async () => {
    render(FakePlatform.create().answer('whoami', () => sampleWhoAmI()));

    expect(await screen.findByText('sandbox')).toBeInTheDocument();
    expect(screen.getByLabelText('Signed in as')).toHaveTextContent('ada');
  });

  it('does not say sandbox of a real cluster', async () => {
    render(
      FakePlatform.create().answer('whoami', () =>
        sampleWhoAmI({
          cluster: { type: 'kubernetes', serviceUrl: 'https://{host}' },
        }),
      ),
    );

    expect(await screen.findByLabelText('Signed in as')).toBeInTheDocument();
    expect(screen.queryByText('sandbox')).not.toBeInTheDocument();
  });

  it('leaves the page usable while the platform does not answer', async () => {
    render(
      FakePlatform.create().answer(
        'whoami',
        () => new PlatformError({ code: 'unreachable', message: 'Gone' }),
      ),
    );

    expect(await screen.findByText('Page')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Sign out' }));
    expect(signOut).toHaveBeenCalledTimes(1);
  });

  it('opens and closes the menu', async () => {
    render(FakePlatform.create().answer('whoami', () => sampleWhoAmI()));

    await userEvent.click(
      await screen.findByRole('button', { name: 'Open the menu' }),
    );
    const close = screen.getByRole('button', { name: 'Close the menu' });
    expect(close).toHaveAttribute('aria-expanded', 'true');
    await userEvent.click(close);
    await waitFor(() =>
      expect(
        screen.getByRole('button', { name: 'Open the menu' }),
      ).toHaveAttribute('aria-expanded', 'false'),
    );
  });

  it('lets the keyboard skip to the content', async () => {
    render(FakePlatform.create().answer('whoami', () => sampleWhoAmI()));

    expect(
      await screen.findByRole('link', { name: 'Skip to content' }),
    ).toHaveAttribute('href', '#content');
  });
});
