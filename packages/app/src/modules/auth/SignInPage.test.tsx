import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { LocalIdentity } from './LocalIdentity';
import { rememberedPerson } from './rememberedPerson';
import { SignInPage } from './SignInPage';

describe('SignInPage', () => {
  let signIn: jest.SpyInstance;
  const onSignInSuccess = jest.fn();

  beforeEach(() => {
    jest.clearAllMocks();
    rememberedPerson.forget();
    // What it does is tested beside it, over real HTTP.
    signIn = jest.spyOn(LocalIdentity, 'signIn');
  });

  afterEach(() => signIn.mockRestore());

  function render() {
    renderInTestApp(<SignInPage onSignInSuccess={onSignInSuccess} />);
  }

  it('offers three people and says what each may do', async () => {
    render();

    expect(
      await screen.findByRole('button', { name: /Guest.*Platform admin/ }),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: /Ada.*without a tenant/ }),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: /Ben.*without a tenant/ }),
    ).toBeInTheDocument();
    expect(signIn).not.toHaveBeenCalled();
  });

  it('signs in as the person who is chosen and remembers the name', async () => {
    const identity = {} as LocalIdentity;
    signIn.mockResolvedValue(identity);
    render();

    await userEvent.click(await screen.findByRole('button', { name: /Ada/ }));

    await waitFor(() => expect(onSignInSuccess).toHaveBeenCalledWith(identity));
    expect(signIn).toHaveBeenCalledWith(
      expect.objectContaining({ person: 'ada' }),
    );
    expect(rememberedPerson.get()).toBe('ada');
    expect(JSON.stringify({ ...window.sessionStorage })).not.toContain('token');
  });

  it('signs in again by itself within the tab', async () => {
    rememberedPerson.set('ben');
    signIn.mockResolvedValue({});
    render();

    await waitFor(() => expect(onSignInSuccess).toHaveBeenCalledTimes(1));
    expect(signIn).toHaveBeenCalledWith(
      expect.objectContaining({ person: 'ben' }),
    );
  });

  it('says why it did not work and lets one try again', async () => {
    signIn.mockRejectedValue(new Error('The backend is down'));
    render();

    await userEvent.click(await screen.findByRole('button', { name: /Guest/ }));

    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The backend is down',
    );
    expect(screen.getByRole('button', { name: /Guest/ })).toBeEnabled();
    expect(rememberedPerson.get()).toBeUndefined();
  });
});
