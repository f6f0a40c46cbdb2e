import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

/** Deep teal: the one accent. Shade 8 carries white text at more than 5:1. */
const teal: MantineColorsTuple = ['#eef7f6', '#d9eeec', '#b3dcd8', '#86c6c0', '#55aaa3', '#2f8f88', '#177a73', '#0d6b65', '#0a5c57', '#064540'];
/** Ink blue: links and focus. */
const ink: MantineColorsTuple = ['#eff4fb', '#dbe6f5', '#b8cdea', '#8fb1de', '#6693d0', '#4578bf', '#3163aa', '#265291', '#1e4379', '#15315a'];
/** Quiet neutrals; [6] is readable as dimmed text on white. */
const gray: MantineColorsTuple = ['#f8f9fa', '#f1f3f5', '#e6e9ed', '#d8dde3', '#c2c9d1', '#9099a5', '#5a6472', '#434c58', '#2a313a', '#181d23'];
const dark: MantineColorsTuple = ['#e4e7eb', '#c6ccd3', '#a3abb6', '#8d96a3', '#343b45', '#2a3139', '#20262d', '#171b21', '#12161b', '#0d1014'];

export const theme = createTheme({
  primaryColor: 'teal',
  primaryShade: { light: 8, dark: 8 },
  colors: { teal, ink, gray, dark },
  fontFamily: "'Inter Digits', 'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'DejaVu Sans Mono', monospace",
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  lineHeights: { xs: '1.35', sm: '1.45', md: '1.5' },
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2rem' },
  radius: { xs: '2px', sm: '4px', md: '6px', lg: '8px', xl: '12px' },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.125rem', lineHeight: '1.4' },
      h2: { fontSize: '0.9375rem', lineHeight: '1.4' },
      h3: { fontSize: '0.8125rem', lineHeight: '1.4' },
    },
  },
  components: {
    Button: { defaultProps: { size: 'xs' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 'md' } },
    TextInput: { defaultProps: { size: 'xs' } },
    Textarea: { defaultProps: { size: 'xs' } },
    Select: { defaultProps: { size: 'xs', comboboxProps: { shadow: 'md', transitionProps: { duration: 0 } } } },
    Switch: { defaultProps: { size: 'xs' } },
    Checkbox: { defaultProps: { size: 'xs' } },
    SegmentedControl: { defaultProps: { size: 'xs' } },
    Anchor: { defaultProps: { size: 'sm', underline: 'hover' } },
    Text: { defaultProps: { size: 'sm' } },
    Table: { defaultProps: { fz: 'sm', verticalSpacing: 6, horizontalSpacing: 12 } },
    Tooltip: {
      defaultProps: {
        openDelay: 350,
        transitionProps: { duration: 0 },
        fz: 'xs',
        multiline: true,
        maw: 320,
        events: { hover: true, focus: true, touch: false },
      },
    },
    Modal: { defaultProps: { transitionProps: { duration: 100 }, closeButtonProps: { 'aria-label': 'Close' }, centered: true, radius: 'md' } },
    Drawer: { defaultProps: { transitionProps: { duration: 120 }, closeButtonProps: { 'aria-label': 'Close' } } },
    Menu: { defaultProps: { shadow: 'md', transitionProps: { duration: 0 } } },
    Tabs: { defaultProps: { keepMounted: false } },
  },
});

/** Roles of colour that Mantine has no name for; each has a light and a dark value that were chosen, not computed. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#181d23',
    '--mantine-color-dimmed': '#5a6472',
    '--mantine-color-placeholder': '#6a7482',
    '--mantine-color-default-border': '#d8dde3',
    '--mantine-color-anchor': '#1f5196',
    '--mantine-color-error': '#b42318',
    '--pd-line': '#e6e9ed',
    '--pd-line-strong': '#cfd5dc',
    '--pd-surface': '#f8f9fa',
    '--pd-hover': '#f3f6f8',
    '--pd-active': '#e8f3f2',
    '--pd-focus': '#1f5fbf',
    '--pd-negative': '#b42318',
    '--pd-good': '#0a6b4b',
    '--pd-warn': '#8a5300',
    '--pd-bad': '#b42318',
    '--pd-info': '#1f5196',
    '--pd-good-bg': '#e7f5ef',
    '--pd-warn-bg': '#fdf3e1',
    '--pd-bad-bg': '#fdeceb',
    '--pd-info-bg': '#eaf1fb',
    '--pd-neutral-bg': '#eef1f4',
  },
  dark: {
    '--mantine-color-body': '#171b21',
    '--mantine-color-text': '#e4e7eb',
    '--mantine-color-dimmed': '#a3abb6',
    '--mantine-color-placeholder': '#8d96a3',
    '--mantine-color-default-border': '#3b434e',
    '--mantine-color-anchor': '#8fb9f0',
    '--mantine-color-error': '#ff9a90',
    '--pd-line': '#2a3139',
    '--pd-line-strong': '#3b434e',
    '--pd-surface': '#12161b',
    '--pd-hover': '#1d232a',
    '--pd-active': '#16302f',
    '--pd-focus': '#7fb2ff',
    '--pd-negative': '#ff9a90',
    '--pd-good': '#6fd6ab',
    '--pd-warn': '#f0b860',
    '--pd-bad': '#ff9a90',
    '--pd-info': '#8fb9f0',
    '--pd-good-bg': '#123127',
    '--pd-warn-bg': '#37290f',
    '--pd-bad-bg': '#3f1d1b',
    '--pd-info-bg': '#17293f',
    '--pd-neutral-bg': '#262c34',
  },
});
