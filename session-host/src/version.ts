/** Told in every hello; for people who read logs of both sides. */
export const HOST_VERSION = '0.1.0';
