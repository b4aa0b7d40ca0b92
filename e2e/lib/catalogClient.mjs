/**
 * A client of Backstage's catalog, as another plugin would ask it.
 *
 * @param {{ url: string, token: () => string }} options
 */
export function createCatalogClient({ url, token }) {
  return {
    /**
     * One entity, or undefined when the catalog has none of this name.
     *
     * @param {string} kind
     * @param {string} namespace
     * @param {string} name
     * @returns {Promise<any>}
     */
    async entity(kind, namespace, name) {
      const response = await fetch(
        `${url}/api/catalog/entities/by-name/${kind}/${namespace}/${name}`,
        { headers: { Authorization: `Bearer ${token()}` } },
      );
      if (response.status === 404) return undefined;
      if (!response.ok) {
        throw new Error(`${kind}:${namespace}/${name}: ${response.status}`);
      }
      return response.json();
    },
  };
}
