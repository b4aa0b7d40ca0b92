import type { ThemeTokens } from './tokens';

/** The variables that `@backstage/ui` and our own styles read. */
export function cssVariables(tokens: ThemeTokens): Record<string, string> {
  const { accent, shell } = tokens;
  return {
    '--bui-bg-app': tokens.page,
    '--bui-bg-neutral-1': tokens.surface,
    '--bui-bg-neutral-2': tokens.raised,
    '--bui-bg-neutral-3': tokens.sunken,
    '--bui-bg-solid': accent.main,
    '--bui-bg-solid-hover': accent.hover,
    '--bui-bg-solid-pressed': accent.pressed,
    '--bui-fg-solid': accent.text,
    '--bui-accent-bg': accent.main,
    '--bui-accent-bg-hover': accent.hover,
    '--bui-accent-fg': accent.text,
    '--bui-ring': accent.main,
    '--bui-fg-primary': tokens.text,
    '--bui-fg-secondary': tokens.textSecondary,
    '--bui-border-1': tokens.border,
    '--bui-border-2': tokens.borderStrong,
    '--bui-fg-info': tokens.info[0],
    '--bui-fg-info-on-bg': tokens.info[0],
    '--bui-bg-info': tokens.info[1],
    '--bui-fg-success': tokens.success[0],
    '--bui-fg-success-on-bg': tokens.success[0],
    '--bui-bg-success': tokens.success[1],
    '--bui-fg-warning': tokens.warning[0],
    '--bui-fg-warning-on-bg': tokens.warning[0],
    '--bui-bg-warning': tokens.warning[1],
    '--bui-fg-danger': tokens.danger[0],
    '--bui-fg-danger-on-bg': tokens.danger[0],
    '--bui-bg-danger': tokens.danger[1],
    '--mctl-link': tokens.link,
    '--mctl-shell-bg': shell.background,
    '--mctl-shell-hover': shell.hover,
    '--mctl-shell-selected': shell.selected,
    '--mctl-shell-fg': shell.text,
    '--mctl-shell-fg-selected': shell.textSelected,
    '--mctl-shell-border': shell.border,
    '--mctl-bar-height': '3rem',
  };
}
