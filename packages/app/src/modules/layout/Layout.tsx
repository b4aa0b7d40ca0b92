import { useEffect, useState } from 'react';
import { Link as RouterLink, useLocation } from 'react-router-dom';
import { SidebarPinStateProvider } from '@backstage/core-components';
import { configApiRef, useApi } from '@backstage/frontend-plugin-api';
import { RiCloseLine, RiMenuLine } from '@remixicon/react';
import { LiveNotice } from '@mctl/plugin-platform-react';
import { Account } from './Account';
import classes from './Layout.module.css';
import { Logo } from './Logo';
import { SandboxBadge } from './SandboxBadge';

const NAVIGATION_ID = 'navigation';
const CONTENT_ID = 'content';

/** Backstage offers to pin its sidebar, except on phones. Ours stays put. */
const NOTHING_TO_PIN = {
  isPinned: true,
  isMobile: true,
  toggleSidebarPinState: () => undefined,
};

/** The bar, the navigation, and the page beside it. */
export function Layout(props: {
  navigation: JSX.Element;
  content: JSX.Element;
}) {
  const title = useApi(configApiRef).getOptionalString('app.title') ?? 'MCTL';
  const { pathname } = useLocation();
  const [isOpen, setIsOpen] = useState(false);
  useEffect(() => setIsOpen(false), [pathname]);
  return (
    <div className={classes.shell}>
      <a className={classes.skip} href={`#${CONTENT_ID}`}>
        Skip to content
      </a>
      <header className={classes.bar}>
        <button
          type="button"
          className={`${classes.button} ${classes.menuButton}`}
          aria-expanded={isOpen}
          aria-controls={NAVIGATION_ID}
          aria-label={isOpen ? 'Close the menu' : 'Open the menu'}
          onClick={() => setIsOpen(open => !open)}
        >
          {isOpen ? (
            <RiCloseLine aria-hidden="true" />
          ) : (
            <RiMenuLine aria-hidden="true" />
          )}
        </button>
        <RouterLink to="/" className={classes.brand}>
          <Logo />
          {title}
        </RouterLink>
        <div className={classes.end}>
          <LiveNotice />
          <SandboxBadge />
          <Account />
        </div>
      </header>
      <div
        id={NAVIGATION_ID}
        className={classes.side}
        data-open={isOpen || undefined}
      >
        {props.navigation}
      </div>
      <div id={CONTENT_ID} className={classes.content} tabIndex={-1}>
        <SidebarPinStateProvider value={NOTHING_TO_PIN}>
          {props.content}
        </SidebarPinStateProvider>
      </div>
    </div>
  );
}
