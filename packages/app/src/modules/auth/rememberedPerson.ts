const KEY = 'mctl.person';

/**
 * Who signed in within this browser tab: the name only, since a token must not
 * outlive the page.
 */
export const rememberedPerson = {
  get: (): string | undefined =>
    window.sessionStorage.getItem(KEY) ?? undefined,
  set: (name: string) => window.sessionStorage.setItem(KEY, name),
  forget: () => window.sessionStorage.removeItem(KEY),
};
