/** A color for something that is said in words as well. */
interface Tint {
  text: string;
  background: string;
}

/** The colors of a theme. Everything the portal paints comes from here. */
export interface ThemeTokens {
  /** Navigation and bar. */
  shell: {
    background: string;
    hover: string;
    selected: string;
    text: string;
    textSelected: string;
    border: string;
  };
  /** What can be pressed, and what has the focus. */
  accent: { main: string; hover: string; pressed: string; text: string };
  link: string;
  /** The page, and what lies on it in layers. */
  page: string;
  surface: string;
  raised: string;
  sunken: string;
  text: string;
  textSecondary: string;
  border: string;
  borderStrong: string;
  /** The edge of a field, which must be seen to be found. */
  controlBorder: string;
  info: Tint;
  success: Tint;
  warning: Tint;
  danger: Tint;
}

const shell: ThemeTokens['shell'] = {
  background: '#0f2430',
  hover: '#1a3543',
  selected: '#21414f',
  text: '#c3d2da',
  textSelected: '#ffffff',
  border: '#28434f',
};

export const lightTokens: ThemeTokens = {
  shell,
  accent: {
    main: '#0b6b63',
    hover: '#095a53',
    pressed: '#074943',
    text: '#ffffff',
  },
  link: '#0b6b63',
  page: '#f4f6f7',
  surface: '#ffffff',
  raised: '#f0f3f5',
  sunken: '#ffffff',
  text: '#16232b',
  textSecondary: '#55656f',
  border: '#dfe5e9',
  borderStrong: '#c3ced5',
  controlBorder: '#7d8d96',
  info: { text: '#0b4a76', background: '#deeef9' },
  success: { text: '#0d5b34', background: '#dcf3e5' },
  warning: { text: '#7a4300', background: '#fdeed6' },
  danger: { text: '#9a1c20', background: '#fde5e4' },
};

export const darkTokens: ThemeTokens = {
  shell: { ...shell, background: '#0b1a22', border: '#22363f' },
  accent: {
    main: '#5cc8b5',
    hover: '#7ad6c6',
    pressed: '#97e1d4',
    text: '#06211d',
  },
  link: '#5cc8b5',
  page: '#111c22',
  surface: '#18262e',
  raised: '#20313a',
  sunken: '#2a3d47',
  text: '#e9eff2',
  textSecondary: '#a2b3bc',
  border: '#2a3d47',
  borderStrong: '#45606d',
  controlBorder: '#7791a0',
  info: { text: '#a8d6f5', background: '#123449' },
  success: { text: '#93e0b2', background: '#12382a' },
  warning: { text: '#f6c78b', background: '#422f14' },
  danger: { text: '#f9b1ac', background: '#4a1d20' },
};
