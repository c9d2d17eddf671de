/** Pictures that a browser shows and cannot run. SVG is a document with scripts, and is not among them. */
export const PICTURE_TYPES = ['image/png', 'image/jpeg', 'image/webp'] as const;
export type PictureType = (typeof PICTURE_TYPES)[number];

/** A picture of a person, or the logo of a workspace. */
export const MAX_PICTURE_BYTES = 2 * 1024 * 1024;
