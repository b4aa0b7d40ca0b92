import { useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import { Button, ButtonLink, Flex } from '@backstage/ui';
import { OPERATION_STATES } from '@mctl/plugin-platform-common';
import {
  EmptyState,
  OperationTable,
  Panel,
  PlatformPage,
  QueryView,
  Stack,
  paths,
  useCapabilityQuery,
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
  const [pages, setPages] = useState<Pages>({ filter: '', cursors: [] });
  const filter = `${tenant} ${state}`;
  const cursors = pages.filter === filter ? pages.cursors : [];
  const query = useCapabilityQuery('list-operations', {
    tenant,
    state,
    limit: PAGE_SIZE,
    cursor: cursors.at(-1),
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
        <QueryView query={query}>
          {({ items, nextCursor }) => (
            <Panel title="Operations">
              {items.length > 0 ? (
                <OperationTable operations={items} />
              ) : (
                <NoOperations isFiltered={Boolean(tenant || state)} />
              )}
              {(cursors.length > 0 || nextCursor) && (
                <Flex gap="2" mt="3">
                  <Button
                    variant="secondary"
                    isDisabled={cursors.length === 0}
                    onPress={() =>
                      setPages({ filter, cursors: cursors.slice(0, -1) })
                    }
                  >
                    Newer
                  </Button>
                  <Button
                    variant="secondary"
                    isDisabled={!nextCursor}
                    onPress={() =>
                      nextCursor &&
                      setPages({ filter, cursors: [...cursors, nextCursor] })
                    }
                  >
                    Older
                  </Button>
                </Flex>
              )}
            </Panel>
          )}
        </QueryView>
      </Stack>
    </PlatformPage>
  );
}

/** The cursors of the pages before this one; they are good for one filter. */
interface Pages {
  filter: string;
  cursors: string[];
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
