import type { ReactNode } from 'react';
import type { RemixiconComponentType } from '@remixicon/react';
import classes from './Badge.module.css';

/** What a badge says by its color, beside its icon and words. @public */
export type Tone = 'neutral' | 'info' | 'success' | 'warning' | 'danger';

/** Properties of {@link Badge}. @public */
export interface BadgeProps {
  tone: Tone;
  icon: RemixiconComponentType;
  /** Whether something is under way. */
  isBusy?: boolean;
  title?: string;
  children: ReactNode;
}

/** A short state as icon and words; the color only repeats them. @public */
export function Badge(props: BadgeProps) {
  const Icon = props.icon;
  return (
    <span
      className={
        props.isBusy ? `${classes.badge} ${classes.spinning}` : classes.badge
      }
      data-tone={props.tone}
      title={props.title}
    >
      <Icon aria-hidden="true" />
      {props.children}
    </span>
  );
}
