import { screen } from '@testing-library/react';
import {
  createExtensionTester,
  renderInTestApp,
} from '@backstage/frontend-test-utils';
import { coreExtensionData } from '@backstage/frontend-plugin-api';
import { platformApiRef } from '@mctl/plugin-platform-react';
import { FakePlatform } from '@mctl/plugin-platform-react/testUtils';
import { operationsPage } from './pages';

describe('operationsPage', () => {
  const platform = FakePlatform.create()
    .answer('list-operations', () => ({ items: [] }))
    .answer('list-tenants', () => ({ items: [] }));
  const apis = [[platformApiRef, platform]] as const;

  it('stands in the navigation under its title', () => {
    const tester = createExtensionTester(operationsPage, { apis });

    expect(tester.get(coreExtensionData.routePath)).toBe('/operations');
    expect(tester.get(coreExtensionData.title)).toBe('Operations');
    expect(tester.get(coreExtensionData.icon)).toBeDefined();
  });

  it('loads its content when it is opened', async () => {
    renderInTestApp(
      createExtensionTester(operationsPage, { apis }).reactElement(),
      { apis },
    );

    expect(
      await screen.findByRole('heading', { name: 'All operations' }),
    ).toBeInTheDocument();
  });
});
