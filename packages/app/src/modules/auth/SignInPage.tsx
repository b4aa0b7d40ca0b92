import { useCallback, useEffect, useState } from 'react';
import {
  configApiRef,
  discoveryApiRef,
  useApi,
} from '@backstage/frontend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { SignInPageProps } from '@backstage/plugin-app-react';
import { Alert, Avatar, Text } from '@backstage/ui';
import { LOCAL_PEOPLE } from '@mctl/plugin-platform-common';
import { Logo } from '../layout/Logo';
import { LocalIdentity } from './LocalIdentity';
import { rememberedPerson } from './rememberedPerson';
import classes from './SignInPage.module.css';

const ABOUT: Record<string, string> = {
  guest: 'Platform admin: sees every tenant',
};
const NEWCOMER = 'Developer: begins without a tenant';

/** Three people to sign in as, each without a password. */
export function SignInPage(props: SignInPageProps) {
  const { onSignInSuccess } = props;
  const discoveryApi = useApi(discoveryApiRef);
  const title = useApi(configApiRef).getOptionalString('app.title') ?? 'MCTL';
  const [person, setPerson] = useState(rememberedPerson.get);
  const [failure, setFailure] = useState<string>();

  useEffect(() => {
    if (person === undefined) {
      return undefined;
    }
    let isWanted = true;
    LocalIdentity.signIn({
      person,
      discoveryApi,
      onSignOut: rememberedPerson.forget,
    }).then(
      identity => {
        if (isWanted) {
          rememberedPerson.set(person);
          onSignInSuccess(identity);
        }
      },
      error => {
        if (isWanted) {
          rememberedPerson.forget();
          setPerson(undefined);
          setFailure(stringifyError(error));
        }
      },
    );
    return () => {
      isWanted = false;
    };
  }, [person, discoveryApi, onSignInSuccess]);

  const choose = useCallback((name: string) => {
    setFailure(undefined);
    setPerson(name);
  }, []);

  return (
    <main className={classes.page}>
      <div className={classes.box}>
        <div className={classes.brand}>
          <Logo />
          <Text as="h1" variant="title-small" weight="bold">
            Sign in to {title}
          </Text>
        </div>
        <Text as="p" color="secondary">
          This platform runs on your machine. Choose who you are; there are no
          passwords.
        </Text>
        {failure && (
          <div role="alert">
            <Alert
              status="danger"
              icon
              title="Signing in did not work"
              description={failure}
            />
          </div>
        )}
        <ul className={classes.people}>
          {LOCAL_PEOPLE.map(({ name, displayName }) => (
            <li key={name}>
              <button
                type="button"
                className={classes.person}
                disabled={person !== undefined}
                onClick={() => choose(name)}
              >
                <Avatar name={displayName} src="" purpose="decoration" />
                <span className={classes.words}>
                  <Text as="span" weight="bold">
                    {person === name
                      ? `Signing in as ${displayName}`
                      : displayName}
                  </Text>
                  <Text as="span" variant="body-small" color="secondary">
                    {ABOUT[name] ?? NEWCOMER}
                  </Text>
                </span>
              </button>
            </li>
          ))}
        </ul>
      </div>
    </main>
  );
}
