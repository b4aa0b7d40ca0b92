import { NavLink } from 'react-router-dom';
import {
  RiAddCircleLine,
  RiAppsLine,
  RiBookOpenLine,
  RiBox3Line,
  RiHome5Line,
  RiListCheck2,
  RiNotificationLine,
  RiSearchLine,
  RiSettings3Line,
  RiTeamLine,
  type RemixiconComponentType,
} from '@remixicon/react';
import type { NavContentComponentProps } from '@backstage/plugin-app-react';
import classes from './Navigation.module.css';

interface Entry {
  /** Id of the page's extension. */
  page: string;
  label: string;
  icon: RemixiconComponentType;
}

const GROUPS: ReadonlyArray<readonly Entry[]> = [
  [
    { page: 'page:home', label: 'Home', icon: RiHome5Line },
    { page: 'page:tenants', label: 'Tenants', icon: RiTeamLine },
    { page: 'page:services', label: 'Services', icon: RiBox3Line },
    { page: 'page:operations', label: 'Operations', icon: RiListCheck2 },
  ],
  [
    { page: 'page:catalog', label: 'Catalog', icon: RiAppsLine },
    { page: 'page:scaffolder', label: 'Create', icon: RiAddCircleLine },
    { page: 'page:techdocs', label: 'Docs', icon: RiBookOpenLine },
    { page: 'page:search', label: 'Search', icon: RiSearchLine },
  ],
  [
    {
      page: 'page:notifications',
      label: 'Notifications',
      icon: RiNotificationLine,
    },
    { page: 'page:user-settings', label: 'Settings', icon: RiSettings3Line },
  ],
];

/** Pages that are reached from others and would only fill the menu. */
const REACHED_OTHERWISE = ['page:api-docs', 'page:catalog-graph'];

/** The navigation: the platform first, then the catalog, then one's own. */
export function Navigation(props: NavContentComponentProps) {
  const navItems = props.navItems.clone();
  REACHED_OTHERWISE.forEach(page => navItems.take(page));
  const groups = GROUPS.map(entries =>
    entries.flatMap(({ page, label, icon: Icon }) => {
      const item = navItems.take(page);
      return item ? [{ href: item.href, label, icon: <Icon /> }] : [];
    }),
  );
  const others = navItems
    .rest()
    .map(({ href, title, icon }) => ({ href, label: title, icon }));
  return (
    <nav className={classes.groups} aria-label="Main">
      {[...groups, others]
        .filter(items => items.length > 0)
        .map(items => (
          <ul key={items[0].href} className={classes.group}>
            {items.map(({ href, label, icon }) => (
              <li key={href}>
                <NavLink to={href} end={href === '/'} className={classes.item}>
                  <span aria-hidden="true">{icon}</span>
                  {label}
                </NavLink>
              </li>
            ))}
          </ul>
        ))}
    </nav>
  );
}
