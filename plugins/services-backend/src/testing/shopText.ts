/** Image repository of the test service `shop` of `acme`. */
export const SHOP_IMAGE = 'ghcr.io/acme/shop';

/** The text of the Service document of `shop`, with comments of people. */
export function shopText(
  tag: string,
  options: { replicas?: number; more?: string } = {},
): string {
  return `# The web shop of Acme
apiVersion: mctl.ai/v1
kind: Service
metadata: {name: shop, tenant: acme}
spec:
  type: web
  image:
    repository: ${SHOP_IMAGE}
    tag: "${tag}" # what runs
  replicas: ${options.replicas ?? 1} # enough for now
${options.more ?? ''}`;
}
