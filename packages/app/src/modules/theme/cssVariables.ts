import type { ThemeTokens } from './tokens';

/** The tokens as the variables that `components.css` builds on. */
export function cssVariables(tokens: ThemeTokens): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const [group, value] of Object.entries(tokens)) {
    if (typeof value === 'string') {
      variables[variable(group)] = value;
    } else {
      for (const [name, color] of Object.entries<string>(value)) {
        variables[`${variable(group)}-${kebab(name)}`] = color;
      }
    }
  }
  return variables;
}

function variable(name: string): string {
  return `--mctl-${kebab(name)}`;
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
}
