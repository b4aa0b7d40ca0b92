import { createFrontendModule } from '@backstage/frontend-plugin-api';
import { ThemeBlueprint } from '@backstage/plugin-app-react';
import { RiMoonLine, RiSunLine } from '@remixicon/react';
import './components.css';
import { PortalTheme, createPortalTheme } from './PortalTheme';
import { darkTokens, lightTokens } from './tokens';

const light = createPortalTheme('light', lightTokens);
const dark = createPortalTheme('dark', darkTokens);

/** The portal's two themes, in place of Backstage's. */
export const themeModule = createFrontendModule({
  pluginId: 'app',
  extensions: [
    ThemeBlueprint.make({
      name: 'light',
      params: {
        theme: {
          id: 'light',
          title: 'Light',
          variant: 'light',
          icon: <RiSunLine />,
          Provider: ({ children }) => (
            <PortalTheme theme={light} tokens={lightTokens}>
              {children}
            </PortalTheme>
          ),
        },
      },
    }),
    ThemeBlueprint.make({
      name: 'dark',
      params: {
        theme: {
          id: 'dark',
          title: 'Dark',
          variant: 'dark',
          icon: <RiMoonLine />,
          Provider: ({ children }) => (
            <PortalTheme theme={dark} tokens={darkTokens}>
              {children}
            </PortalTheme>
          ),
        },
      },
    }),
  ],
});
