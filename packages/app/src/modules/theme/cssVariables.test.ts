import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cssVariables } from './cssVariables';
import { darkTokens, lightTokens } from './tokens';

describe('cssVariables', () => {
  it('names every color of a theme', () => {
    expect(cssVariables(lightTokens)).toMatchObject({
      '--mctl-page': lightTokens.page,
      '--mctl-text-secondary': lightTokens.textSecondary,
      '--mctl-accent-main': lightTokens.accent.main,
      '--mctl-shell-text-selected': lightTokens.shell.textSelected,
      '--mctl-danger-background': lightTokens.danger.background,
    });
    expect(Object.keys(cssVariables(darkTokens))).toEqual(
      Object.keys(cssVariables(lightTokens)),
    );
  });

  it.each([
    'components.css',
    '../layout/Layout.module.css',
    '../layout/Navigation.module.css',
  ])('names every variable that %s builds on', file => {
    const css = readFileSync(join(__dirname, file), 'utf8');
    const defined = { ...cssVariables(lightTokens), '--mctl-bar-height': '' };
    const used = [...css.matchAll(/var\((--mctl-[a-z-]+)\)/g)];

    expect(used.length).toBeGreaterThan(0);
    for (const [, name] of used) {
      expect(Object.keys(defined)).toContain(name);
    }
  });
});
