/**
 * Version of the renderer, which documents record as `renderedWith`. Raise it
 * with every change that makes the same document render to other manifests.
 *
 * @public
 */
export const RENDERER_VERSION = 2;
