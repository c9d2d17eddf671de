/**
 * Where the bytes of a medium lie in R2. The id has 128 bits nobody can guess and says what was uploaded, so that an
 * upload made twice is one file.
 */
export const mediaKey = (workspaceId: string, mediaId: string): string => `${workspaceId}/${mediaId}`;
