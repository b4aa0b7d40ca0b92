/** Removed last, once what took its place is healthy. */
export const PRUNE_LAST = {
  'argocd.argoproj.io/sync-options': 'PruneLast=true',
};

/**
 * Created before anything else of a release, in the order of the waves, and
 * anew for each: what cannot be created stops the release.
 */
export function preSyncHook(wave: number): Record<string, string> {
  return {
    'argocd.argoproj.io/hook': 'PreSync',
    'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
    'argocd.argoproj.io/sync-wave': String(wave),
  };
}
