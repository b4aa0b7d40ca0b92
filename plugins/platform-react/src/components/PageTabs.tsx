import type { ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs } from '@backstage/ui';
import classes from './PageTabs.module.css';

/** A part of a page with an address of its own. @public */
export interface PageTab {
  label: string;
  href: string;
}

/** The parts of a page, each at an address of its own. @public */
export function PageTabs(props: {
  label: string;
  tabs: readonly PageTab[];
  /** The part at the address that is shown. */
  children: ReactNode;
}) {
  return (
    <Tabs>
      <div className={classes.scroll}>
        <TabList aria-label={props.label}>
          {props.tabs.map(({ label, href }, index) => (
            <Tab
              key={href}
              id={href}
              href={href}
              // The first tab's address begins the addresses of all others.
              matchStrategy={index === 0 ? 'exact' : 'prefix'}
            >
              {label}
            </Tab>
          ))}
        </TabList>
      </div>
      {/* Only the chosen one is there, and its tab says so. */}
      {props.tabs.map(({ href }) => (
        <TabPanel key={href} id={href} className={classes.panel}>
          {props.children}
        </TabPanel>
      ))}
    </Tabs>
  );
}
