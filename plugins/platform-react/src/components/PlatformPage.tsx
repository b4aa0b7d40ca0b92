import { useEffect, type ReactNode } from 'react';
import {
  BreadcrumbEntry,
  configApiRef,
  useApi,
} from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import classes from './PlatformPage.module.css';

/** Properties of {@link PlatformPage}. @public */
export interface PlatformPageProps {
  title: string;
  description?: ReactNode;
  actions?: ReactNode;
  /** Address of this page below its plugin's first one. */
  path?: string;
  children: ReactNode;
}

/** A page of the platform below its plugin's header. @public */
export function PlatformPage(props: PlatformPageProps) {
  const { title, description, actions, path, children } = props;
  const appTitle = useApi(configApiRef).getOptionalString('app.title');
  useEffect(() => {
    document.title = [title, appTitle].filter(Boolean).join(' · ');
  }, [title, appTitle]);
  const page = (
    <div className={classes.page}>
      <header className={classes.head}>
        <div className={classes.title}>
          <Text as="h2" variant="title-small" weight="bold">
            {title}
          </Text>
          {description && (
            <Text as="div" color="secondary">
              {description}
            </Text>
          )}
        </div>
        {actions && <div className={classes.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
  return path ? (
    <BreadcrumbEntry entry={{ label: title, href: path }}>
      {page}
    </BreadcrumbEntry>
  ) : (
    page
  );
}
