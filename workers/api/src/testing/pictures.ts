const bytes = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(text, (c) => c.charCodeAt(0));

/** As much of each as its type is known by. */
export const PNG = bytes('\x89PNG\r\n\x1a\n and pixels');
export const WEBP = bytes('RIFF\0\0\0\0WEBP and pixels');
export const JPEG = bytes('\xff\xd8\xff\xe0 and pixels');
export const GIF = bytes('GIF89a and pixels');
export const SVG = bytes('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
export const HTML = bytes('<!doctype html><script>alert(1)</script>');

/** A picture of so many bytes. */
export const pictureOf = (sizeBytes: number): Uint8Array<ArrayBuffer> => {
  const picture = new Uint8Array(sizeBytes);
  picture.set(PNG);
  return picture;
};

export const as = (type: string, body: Uint8Array<ArrayBuffer>) => ({ body, headers: { 'content-type': type } });
