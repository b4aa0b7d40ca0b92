import { identityApiRef, useApi } from '@backstage/frontend-plugin-api';
import { RiLogoutBoxRLine } from '@remixicon/react';
import { userLabel, useWhoAmI } from '@mctl/plugin-platform-react';
import classes from './Layout.module.css';

/** Who is signed in, and the way out. */
export function Account() {
  const identityApi = useApi(identityApiRef);
  const { data } = useWhoAmI();
  return (
    <>
      {data && (
        <span className={classes.person} aria-label="Signed in as">
          {userLabel(data.user)}
        </span>
      )}
      <button
        type="button"
        className={classes.button}
        aria-label="Sign out"
        title="Sign out"
        onClick={() => void identityApi.signOut()}
      >
        <RiLogoutBoxRLine aria-hidden="true" />
      </button>
    </>
  );
}
