import { describe, expect, it } from 'vitest';
import { THEME_CSS } from '../../../src/report/page/assets/theme-css.ts';

/** The colours of the light and the dark theme by their names. */
function themes(): readonly (readonly [name: string, colors: ReadonlyMap<string, string>])[] {
  return ['light', 'dark'].map(name => {
    const block = new RegExp(`color-scheme: ${name};(?<rest>[^}]*)`).exec(THEME_CSS)?.groups?.['rest'] ?? '';
    return [
      name,
      new Map(
        [...block.matchAll(/--(?<key>[\w-]+): (?<color>#\w{6})/g)].map(({ groups }) => [
          groups?.['key'] ?? '',
          groups?.['color'] ?? '',
        ]),
      ),
    ];
  });
}

/** Contrast as the Web Content Accessibility Guidelines define it: 1 to 21. */
function contrast(a: string, b: string): number {
  const [lighter = 0, darker = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map(at => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

describe.each(themes())('the %s theme', (_name, colors) => {
  const of = (key: string): string => {
    const color = colors.get(key);
    if (color === undefined) throw new Error(`No colour --${key}`);
    return color;
  };

  it.each(['ink', 'muted', 'accent'])('sets text in --%s with enough contrast', key => {
    expect(contrast(of(key), of('card'))).toBeGreaterThan(4.5);
    expect(contrast(of(key), of('ground'))).toBeGreaterThan(4.5);
  });

  it.each(['low', 'medium', 'high', 'critical'])(
    'sets the number of a %s level with enough contrast',
    key => {
      expect(contrast(of(`${key}-ink`), of(`${key}-ground`))).toBeGreaterThan(4.5);
    },
  );

  it.each([
    'series-0',
    'series-1',
    'series-2',
    'series-3',
    'series-4',
    'series-5',
    'series-6',
    'series-rest',
    'ok',
    'failed',
    'low',
    'medium',
    'high',
    'critical',
    'shade',
  ])('draws --%s so that it stands out', key => {
    expect(contrast(of(key), of('card'))).toBeGreaterThan(3);
  });
});
