import { useSearchParams } from 'react-router-dom';
import { ButtonLink } from '@backstage/ui';
import { OPERATION_STATES } from '@mctl/plugin-platform-common';
import {
  EmptyState,
  OperationTable,
  PagedPanel,
  PlatformPage,
  Stack,
  paths,
  useCapabilityQuery,
  usePages,
} from '@mctl/plugin-platform-react';
import { OperationFilters } from './OperationFilters';

const PAGE_SIZE = 25;

/** What was asked of the platform, newest first. */
export function OperationListPage() {
  const [parameters, setParameters] = useSearchParams();
  const tenant = parameters.get('tenant') ?? undefined;
  const state = OPERATION_STATES.find(
    candidate => candidate === parameters.get('state'),
  );
  const pages = usePages(`${tenant} ${state}`);
  const query = useCapabilityQuery('list-operations', {
    tenant,
    state,
    limit: PAGE_SIZE,
    cursor: pages.cursor,
  });

  const setFilter = (name: string, value: string | undefined) =>
    setParameters(
      previous => {
        const next = new URLSearchParams(previous);
        if (value) {
          next.set(name, value);
        } else {
          next.delete(name);
        }
        return next;
      },
      { replace: true },
    );

  return (
    <PlatformPage
      title="All operations"
      description="Every change, who asked for it and how it went."
    >
      <Stack>
        <OperationFilters tenant={tenant} state={state} onChange={setFilter} />
        <PagedPanel
          title="Operations"
          query={query}
          pages={pages}
          isNewestFirst
          empty={<NoOperations isFiltered={Boolean(tenant || state)} />}
        >
          {items => <OperationTable operations={items} />}
        </PagedPanel>
      </Stack>
    </PlatformPage>
  );
}

function NoOperations(props: { isFiltered: boolean }) {
  return props.isFiltered ? (
    <EmptyState
      title="No operation matches"
      description="Choose another tenant or state."
      action={
        <ButtonLink variant="secondary" href={paths.operations()}>
          Show all
        </ButtonLink>
      }
    />
  ) : (
    <EmptyState
      title="No operation yet"
      description="Operations appear here as soon as somebody changes something."
      action={
        <ButtonLink variant="primary" href={paths.newTenant()}>
          Create a tenant
        </ButtonLink>
      }
    />
  );
}
