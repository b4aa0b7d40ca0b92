import { useLayoutEffect, type ReactNode } from 'react';
import {
  UnifiedThemeProvider,
  createUnifiedTheme,
  palettes,
  type UnifiedTheme,
} from '@backstage/theme';
import { cssVariables } from './cssVariables';
import type { ThemeTokens } from './tokens';

/** A theme for the pages of Backstage that still use Material UI. */
export function createPortalTheme(
  variant: 'light' | 'dark',
  tokens: ThemeTokens,
): UnifiedTheme {
  const { shell, accent } = tokens;
  return createUnifiedTheme({
    palette: {
      ...palettes[variant],
      primary: { main: accent.main, contrastText: accent.text },
      secondary: { main: accent.main, contrastText: accent.text },
      background: { default: tokens.page, paper: tokens.surface },
      text: { primary: tokens.text, secondary: tokens.textSecondary },
      link: tokens.link,
      linkHover: tokens.link,
      navigation: {
        background: shell.background,
        indicator: accent.main,
        color: shell.text,
        selectedColor: shell.textSelected,
        navItem: { hoverBackground: shell.hover },
        submenu: { background: shell.background },
      },
    },
    fontFamily: 'system-ui, sans-serif',
  });
}

/** Applies a theme to everything on the page. */
export function PortalTheme(props: {
  theme: UnifiedTheme;
  tokens: ThemeTokens;
  children: ReactNode;
}) {
  const { theme, tokens, children } = props;
  useLayoutEffect(() => {
    // On the body, so that dialogs and menus, which hang there, follow.
    const { style } = document.body;
    for (const [name, value] of Object.entries(cssVariables(tokens))) {
      style.setProperty(name, value);
    }
  }, [tokens]);
  return <UnifiedThemeProvider theme={theme}>{children}</UnifiedThemeProvider>;
}
