import type {
  PlatformDocument,
  TenantDocument,
} from '@mctl/plugin-platform-common';

type Previews = NonNullable<TenantDocument['spec']['previews']>;

/**
 * What previews of a tenant may use, and how long they live at most: what its
 * document names, or the platform's default; nothing when they are off.
 *
 * @public
 */
export function previewsOf(
  document: TenantDocument,
  platform: PlatformDocument,
): Previews | undefined {
  const previews = document.spec.previews ?? platform.spec.defaults.previews;
  return previews?.enabled ? previews : undefined;
}
