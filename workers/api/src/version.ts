/** Shown by `GET /api/user` and the API description. */
export const VERSION = '0.1.0';
