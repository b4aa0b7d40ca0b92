import type { ReactNode } from 'react';
import { RiInboxLine, type RemixiconComponentType } from '@remixicon/react';
import { Text } from '@backstage/ui';
import classes from './EmptyState.module.css';

/** Nothing is here, and what to do next. @public */
export function EmptyState(props: {
  title: string;
  description?: string;
  icon?: RemixiconComponentType;
  /** The next thing to do, usually a link. */
  action?: ReactNode;
}) {
  const Icon = props.icon ?? RiInboxLine;
  return (
    <div className={classes.empty}>
      <Icon aria-hidden="true" />
      <div className={classes.text}>
        <Text as="h3" variant="title-x-small" weight="bold">
          {props.title}
        </Text>
        {props.description && (
          <Text as="p" color="secondary">
            {props.description}
          </Text>
        )}
      </div>
      {props.action}
    </div>
  );
}
