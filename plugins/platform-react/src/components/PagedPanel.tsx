import type { ReactNode } from 'react';
import { Button, Flex } from '@backstage/ui';
import type { Page } from '@mctl/plugin-platform-common';
import type { QueryState } from '../hooks/useCapabilityQuery';
import type { Pages } from '../hooks/usePages';
import { Panel } from './Panel';
import { QueryView } from './QueryView';

/** Properties of {@link PagedPanel}. @public */
export interface PagedPanelProps<T> {
  title: string;
  query: QueryState<Page<T>>;
  pages: Pages;
  /** What stands there when there is nothing. */
  empty: ReactNode;
  /** Whether the newest come first, so that the next page is an older one. */
  isNewestFirst?: boolean;
  children: (items: T[]) => ReactNode;
}

/** A list that comes in pages. @public */
export function PagedPanel<T>(props: PagedPanelProps<T>) {
  const { pages, isNewestFirst } = props;
  return (
    <QueryView query={props.query}>
      {({ items, nextCursor }) => (
        <Panel title={props.title}>
          {items.length > 0 ? props.children(items) : props.empty}
          {(pages.hasPrevious || nextCursor) && (
            <Flex gap="2" mt="3">
              <Button
                variant="secondary"
                isDisabled={!pages.hasPrevious}
                onPress={pages.goPrevious}
              >
                {isNewestFirst ? 'Newer' : 'Previous'}
              </Button>
              <Button
                variant="secondary"
                isDisabled={!nextCursor}
                onPress={() => nextCursor && pages.goNext(nextCursor)}
              >
                {isNewestFirst ? 'Older' : 'Next'}
              </Button>
            </Flex>
          )}
        </Panel>
      )}
    </QueryView>
  );
}
