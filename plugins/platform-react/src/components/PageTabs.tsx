import { Tab, TabList, Tabs } from '@backstage/ui';
import classes from './PageTabs.module.css';

/** A part of a page with an address of its own. @public */
export interface PageTab {
  label: string;
  href: string;
}

/** The parts of a page, each at an address of its own. @public */
export function PageTabs(props: { label: string; tabs: readonly PageTab[] }) {
  return (
    <div className={classes.scroll}>
      <Tabs>
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
      </Tabs>
    </div>
  );
}
