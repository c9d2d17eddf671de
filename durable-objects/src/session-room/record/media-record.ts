import type { Media } from '@waqtor/contracts';
import type { Room } from '../room.ts';

export interface MediaRecord extends Media {
  /** Null until an upload was announced. */
  r2Key: string | null;
}

type MediaRow = {
  id: string;
  r2_key: string | null;
  mimetype: string;
  filename: string | null;
  size_bytes: number | null;
  state: string;
  failure: string | null;
};

export const readMedia = (room: Room, id: string): MediaRecord | null => {
  const row = room.sql.exec<MediaRow>('SELECT * FROM media WHERE id = ?', id).toArray()[0];
  if (!row) return null;
  return {
    id: row.id,
    r2Key: row.r2_key,
    mimetype: row.mimetype,
    filename: row.filename,
    sizeBytes: row.size_bytes,
    state: row.state as Media['state'],
    failure: row.failure,
  };
};

/** As an interface shows it: without the R2 key. */
export const shownMedia = (record: MediaRecord): Media => ({
  id: record.id,
  mimetype: record.mimetype,
  filename: record.filename,
  sizeBytes: record.sizeBytes,
  state: record.state,
  failure: record.failure ?? null,
});

export const writeMedia = (room: Room, media: MediaRecord): void => {
  room.sql.exec(
    `INSERT INTO media (id, r2_key, mimetype, filename, size_bytes, state, failure) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET r2_key = excluded.r2_key, mimetype = excluded.mimetype,
       filename = excluded.filename, size_bytes = excluded.size_bytes, state = excluded.state,
       failure = excluded.failure`,
    media.id,
    media.r2Key,
    media.mimetype,
    media.filename,
    media.sizeBytes,
    media.state,
    media.failure ?? null,
  );
};
