const pad = (value: number): string => String(value).padStart(2, '0');

/** `04:05:06`, from a day on `3d 04:05:06`. */
export const formatUptime = (ms: number): string => {
  const seconds = Math.floor(ms / 1000);
  const days = Math.floor(seconds / 86_400);
  const clock = `${pad(Math.floor(seconds / 3600) % 24)}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
  return days > 0 ? `${days}d ${clock}` : clock;
};
