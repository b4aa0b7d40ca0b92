import { darkTokens, lightTokens, type ThemeTokens } from './tokens';

/** Contrast of two colors as WCAG 2.2 defines it. */
function contrast(one: string, other: string): number {
  const [lighter, darker] = [luminance(one), luminance(other)].sort(
    (a, b) => b - a,
  );
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(color: string): number {
  const [red, green, blue] = [1, 3, 5].map(start => {
    const channel = parseInt(color.slice(start, start + 2), 16) / 255;
    return channel <= 0.04045
      ? channel / 12.92
      : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function textPairs(tokens: ThemeTokens): Array<[string, string, string]> {
  const { shell, accent } = tokens;
  const onPage = [tokens.page, tokens.surface, tokens.raised];
  return [
    ...onPage.flatMap(background => [
      ['text', tokens.text, background] as [string, string, string],
      ['secondary text', tokens.textSecondary, background] as [
        string,
        string,
        string,
      ],
      ['link', tokens.link, background] as [string, string, string],
    ]),
    ['button', accent.text, accent.main],
    ['button under the pointer', accent.text, accent.hover],
    ['navigation', shell.text, shell.background],
    ['navigation under the pointer', shell.text, shell.hover],
    ['selected navigation', shell.textSelected, shell.selected],
    ['info', tokens.info.text, tokens.info.background],
    ['success', tokens.success.text, tokens.success.background],
    ['warning', tokens.warning.text, tokens.warning.background],
    ['danger', tokens.danger.text, tokens.danger.background],
  ];
}

describe.each([
  ['light', lightTokens],
  ['dark', darkTokens],
])('the %s theme', (_name, tokens) => {
  it.each(textPairs(tokens))(
    'lets %s be read: %s on %s',
    (_what, text, background) => {
      expect(contrast(text, background)).toBeGreaterThanOrEqual(4.5);
    },
  );

  it('lets fields and focus be seen', () => {
    for (const background of [tokens.page, tokens.surface, tokens.raised]) {
      expect(contrast(tokens.controlBorder, background)).toBeGreaterThanOrEqual(
        3,
      );
      expect(contrast(tokens.accent.main, background)).toBeGreaterThanOrEqual(
        3,
      );
    }
  });
});
