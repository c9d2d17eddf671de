const API_PATHS = ['/api', '/ws', '/host', '/healthz', '/readyz'] as const;

/** Does waqtor-api answer this path? `/ws-monitor.html` is not `/ws`. */
export const isApiPath = (pathname: string): boolean =>
  API_PATHS.some((path) => pathname === path || pathname.startsWith(`${path}/`));
