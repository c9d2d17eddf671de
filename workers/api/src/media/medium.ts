/** A file in R2 that a command names. */
export interface Medium {
  id: string;
  r2Key: string;
  mimetype: string;
  filename: string | null;
  sizeBytes: number;
}
