/** The longest text (65,536 characters) with every character escaped is 393,216 bytes. */
export const MAX_JSON_BYTES = 512 * 1024;
/** 8 MB of media in base64, a caption, and the JSON around them. */
export const MAX_MEDIA_JSON_BYTES = 12 * 1024 * 1024;
