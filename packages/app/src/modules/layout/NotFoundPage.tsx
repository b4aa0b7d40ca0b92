import { ButtonLink } from '@backstage/ui';
import { EmptyState, PlatformPage } from '@mctl/plugin-platform-react';

/** Shown where there is no page. */
export function NotFoundPage() {
  return (
    <PlatformPage title="Not found">
      <EmptyState
        title="There is no such page"
        description="The address may be mistyped, or what it led to is gone."
        action={
          <ButtonLink variant="primary" href="/">
            Go to the first page
          </ButtonLink>
        }
      />
    </PlatformPage>
  );
}
