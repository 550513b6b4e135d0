/** Line drawings of the products, without fonts or files. */
const paths = {
  shoe: 'M6 38 V24 l8 2 6 -6 8 10 16 6 c8 2 12 4 12 10 v4 H8 c-2 0 -2 -8 -2 -12 Z M6 44 H56 M26 28 l-4 4 M31 31 l-4 4 M36 34 l-4 4',
  sock: 'M22 8 H40 V32 L52 42 c6 6 -2 16 -10 12 L22 42 Z M22 16 H40 M40 32 L30 38',
  paper: 'M16 6 H40 L50 16 V58 H16 Z M40 6 V16 H50 M23 26 H43 M23 34 H43 M23 42 H36',
  flower:
    'M32 30 C20 26 20 10 26 10 C30 10 32 16 32 16 C32 16 34 10 38 10 C44 10 44 26 32 30 Z M32 30 V58 M32 50 C22 50 18 44 18 38 C28 38 32 44 32 50 Z',
  book: 'M32 16 C26 10 14 10 8 12 V50 C14 48 26 48 32 54 C38 48 50 48 56 50 V12 C50 10 38 10 32 16 Z M32 16 V54',
  parcel: 'M8 20 L32 8 L56 20 V46 L32 58 L8 46 Z M8 20 L32 32 L56 20 M32 32 V58 M20 14 L44 26 V36',
} as const;

export type PictureName = keyof typeof paths;

/** The drawing as SVG markup, in the page's accent colour. */
export function pictureSvg(name: PictureName): string {
  return `<svg viewBox="0 0 64 64" width="84" height="84" fill="none" stroke="var(--accent)" stroke-width="2.4"
    stroke-linejoin="round" stroke-linecap="round"><path d="${paths[name]}"/></svg>`;
}
