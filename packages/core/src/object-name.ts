/** The one place that names Durable Objects: `<workspaceId>/<id>`, after the ownership check in D1 (design §2). */
export const roomName = (workspaceId: string, sessionId: string): string => `${workspaceId}/${sessionId}`;
export const endpointName = (workspaceId: string, endpointId: string): string => `${workspaceId}/${endpointId}`;
export const hubName = (workspaceId: string): string => `${workspaceId}/hub`;
/** `relay` 1 and up; 0 is the hub. */
export const relayName = (workspaceId: string, relay: number): string => `${workspaceId}/relay/${relay}`;
export const auditLogName = (workspaceId: string): string => `${workspaceId}/audit`;
export const fleetName = (region = 'default'): string => `fleet/${region}`;
