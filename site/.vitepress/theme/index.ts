import DefaultTheme from 'vitepress/theme';
import { mendSearch } from './accessible-search';
import './site.css';

export default {
  extends: DefaultTheme,
  enhanceApp: () => {
    if (!import.meta.env.SSR) mendSearch();
  },
};
