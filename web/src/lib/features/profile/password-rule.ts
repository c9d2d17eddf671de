/** The shortest password that the API takes; zod must not come along to the browser for one number. */
export const MIN_PASSWORD_CHARS = 12;
