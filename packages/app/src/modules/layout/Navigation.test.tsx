import { screen, within } from '@testing-library/react';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import type { NavContentNavItems } from '@backstage/plugin-app-react';
import { Navigation } from './Navigation';

type Item = ReturnType<NavContentNavItems['rest']>[number];

/** The pages that an app found, by the ids of their extensions. */
function navItems(pages: Record<string, string>): NavContentNavItems {
  const left = new Map(Object.entries(pages));
  const itemOf = (id: string, href: string) =>
    ({ href, title: id, icon: <svg /> }) as Item;
  const items: NavContentNavItems = {
    take: id => {
      const href = left.get(id);
      left.delete(id);
      return href === undefined ? undefined : itemOf(id, href);
    },
    rest: () => [...left].map(([id, href]) => itemOf(id, href)),
    clone: () => navItems(Object.fromEntries(left)),
    withComponent: () => ({ take: () => null, rest: () => [] }),
  };
  return items;
}

function render(pages: Record<string, string>) {
  renderInTestApp(<Navigation navItems={navItems(pages)} items={[]} />);
}

describe('Navigation', () => {
  it('puts the platform first, then the catalog, then the rest', async () => {
    render({
      'page:other': '/other',
      'page:user-settings': '/settings',
      'page:scaffolder': '/create',
      'page:catalog': '/catalog',
      'page:operations': '/operations',
      'page:tenants': '/tenants',
      'page:home': '/',
    });

    const navigation = await screen.findByRole('navigation', { name: 'Main' });
    expect(
      within(navigation)
        .getAllByRole('link')
        .map(link => [link.textContent, link.getAttribute('href')]),
    ).toEqual([
      ['Home', '/'],
      ['Tenants', '/tenants'],
      ['Operations', '/operations'],
      ['Catalog', '/catalog'],
      ['Create', '/create'],
      ['Settings', '/settings'],
      ['page:other', '/other'],
    ]);
  });

  it('leaves out pages that are reached from others', async () => {
    render({
      'page:home': '/',
      'page:api-docs': '/api-docs',
      'page:catalog-graph': '/catalog-graph',
    });

    const navigation = await screen.findByRole('navigation', { name: 'Main' });
    expect(within(navigation).getAllByRole('link')).toHaveLength(1);
  });
});
