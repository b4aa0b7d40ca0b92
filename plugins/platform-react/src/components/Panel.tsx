import { Fragment, useId, type ReactNode } from 'react';
import { BgProvider, Text } from '@backstage/ui';
import classes from './Panel.module.css';

/** A titled part of a page. @public */
export function Panel(props: {
  title: string;
  actions?: ReactNode;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section className={classes.panel} aria-labelledby={id}>
      <div className={classes.head}>
        <Text as="h2" id={id} variant="title-x-small" weight="bold">
          {props.title}
        </Text>
        <BgProvider bg="neutral-1">{props.actions}</BgProvider>
      </div>
      {/* Buttons and fields in it choose their color by what they lie on. */}
      <BgProvider bg="neutral-1">{props.children}</BgProvider>
    </section>
  );
}

/** Parts below each other. @public */
export function Stack(props: { children: ReactNode }) {
  return <div className={classes.stack}>{props.children}</div>;
}

/** A form, no wider than is easy to read. @public */
export function FormColumn(props: { children: ReactNode }) {
  return <div className={classes.form}>{props.children}</div>;
}

/** Parts beside each other where there is room. @public */
export function Columns(props: { children: ReactNode }) {
  return <div className={classes.columns}>{props.children}</div>;
}

/** Facts by name, one per line. Facts without a value are left out. @public */
export function Facts(props: {
  facts: ReadonlyArray<readonly [name: string, value: ReactNode]>;
}) {
  return (
    <dl className={classes.facts}>
      {props.facts.map(
        ([name, value]) =>
          value !== null &&
          value !== undefined && (
            <Fragment key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </Fragment>
          ),
      )}
    </dl>
  );
}

/** A name, path or hash, as machines write it. @public */
export function Code(props: { children: ReactNode; title?: string }) {
  return (
    <code className={classes.code} title={props.title}>
      {props.children}
    </code>
  );
}
