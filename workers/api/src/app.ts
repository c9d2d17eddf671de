import type { Api } from './api.ts';
import { newApi } from './api.ts';
import { stripInternalHeaders } from './middleware/internal-headers/strip-internal-headers.ts';
import { limitBody } from './middleware/limits/body-limit.ts';
import { refuseUnknownMethods } from './middleware/limits/method-not-allowed.ts';
import { notFoundProblem, problemOf } from './middleware/problem/problem.ts';
import { limitAddress } from './middleware/rate-limit/limit-address.ts';
import { rateLimitHeaders } from './middleware/rate-limit/rate-limit-headers.ts';
import { requestId } from './middleware/request-id/request-id.ts';
import { securityHeaders } from './middleware/security-headers/security-headers.ts';
import { exportAudit } from './routes/audit/export-audit.ts';
import { getAuditRow } from './routes/audit/get-audit-row.ts';
import { listAudit } from './routes/audit/list-audit.ts';
import { verifyAudit } from './routes/audit/verify-audit.ts';
import { signIn } from './routes/auth/sign-in.ts';
import { signOut } from './routes/auth/sign-out.ts';
import { bootstrap } from './routes/bootstrap/bootstrap.ts';
import { listChats } from './routes/chats/list-chats.ts';
import { markSeen } from './routes/chats/mark-seen.ts';
import { getEventType } from './routes/events/get-event-type.ts';
import { listEventTypes } from './routes/events/list-event-types.ts';
import { listEvents } from './routes/events/list-events.ts';
import { listGates } from './routes/gates/list-gates.ts';
import { unlockGate } from './routes/gates/unlock-gate.ts';
import { health } from './routes/health/health.ts';
import { enrolHost } from './routes/host/enrol-host.ts';
import { getHostMedia } from './routes/host/get-host-media.ts';
import { openControl } from './routes/host/open-control.ts';
import { openLink } from './routes/host/open-link.ts';
import { putHostMedia } from './routes/host/put-host-media.ts';
import { createKey } from './routes/keys/create-key.ts';
import { getKey } from './routes/keys/get-key.ts';
import { listKeys } from './routes/keys/list-keys.ts';
import { listScopes } from './routes/keys/list-scopes.ts';
import { revokeKey } from './routes/keys/revoke-key.ts';
import { rotateKey } from './routes/keys/rotate-key.ts';
import { updateKey } from './routes/keys/update-key.ts';
import { getMedia } from './routes/media/get-media.ts';
import { getMessage } from './routes/messages/get-message.ts';
import { listMessages } from './routes/messages/list-messages.ts';
import { sendMedia } from './routes/messages/send-media.ts';
import { sendText } from './routes/messages/send-text.ts';
import { getAsyncapi } from './routes/openapi/get-asyncapi.ts';
import { getOpenapi } from './routes/openapi/get-openapi.ts';
import { controlDefaultSession } from './routes/session/control-default-session.ts';
import { createAccessCode } from './routes/operator/create-access-code.ts';
import { updateTerms } from './routes/operator/update-terms.ts';
import { getState } from './routes/session/get-state.ts';
import { controlSession } from './routes/sessions/control-session.ts';
import { createPairingCode } from './routes/sessions/create-pairing-code.ts';
import { createSession } from './routes/sessions/create-session.ts';
import { getQrSvg } from './routes/sessions/get-qr-svg.ts';
import { getSession } from './routes/sessions/get-session.ts';
import { listSessions } from './routes/sessions/list-sessions.ts';
import { createTicket } from './routes/socket/create-ticket.ts';
import { openSocket } from './routes/socket/open-socket.ts';
import { getUser } from './routes/user/get-user.ts';
import { createWebhook } from './routes/webhooks/create-webhook.ts';
import { deleteWebhook } from './routes/webhooks/delete-webhook.ts';
import { getDelivery } from './routes/webhooks/get-delivery.ts';
import { getWebhook } from './routes/webhooks/get-webhook.ts';
import { listDeliveries } from './routes/webhooks/list-deliveries.ts';
import { listWebhooks } from './routes/webhooks/list-webhooks.ts';
import { testWebhook } from './routes/webhooks/test-webhook.ts';
import { updateWebhook } from './routes/webhooks/update-webhook.ts';

/** The REST API; mounted twice, so that a pinned version and the plain path are one router. */
const restApi = (): Api => {
  const api = newApi();
  signIn(api);
  signOut(api);
  getUser(api);
  bootstrap(api);

  listKeys(api);
  // Before the route that would take `scopes` for an id.
  listScopes(api);
  createKey(api);
  getKey(api);
  updateKey(api);
  revokeKey(api);
  rotateKey(api);

  listGates(api);
  unlockGate(api);
  createAccessCode(api);
  updateTerms(api);

  getState(api);
  controlDefaultSession(api);
  listSessions(api);
  createSession(api);
  getSession(api);
  controlSession(api);
  createPairingCode(api);
  getQrSvg(api);

  sendText(api);
  sendMedia(api);
  listMessages(api);
  getMessage(api);
  listChats(api);
  markSeen(api);
  getMedia(api);

  createWebhook(api);
  listWebhooks(api);
  getWebhook(api);
  updateWebhook(api);
  deleteWebhook(api);
  testWebhook(api);
  listDeliveries(api);
  getDelivery(api);

  listAudit(api);
  exportAudit(api);
  verifyAudit(api);
  getAuditRow(api);

  listEvents(api);
  listEventTypes(api);
  getEventType(api);
  createTicket(api);
  getOpenapi(api);
  getAsyncapi(api);
  return api;
};

/** Everything that waqtor-api answers. */
export const createApp = (): Api => {
  const app = newApi();
  app.onError(problemOf);
  app.notFound(notFoundProblem);
  app.use('/api/*', rateLimitHeaders);
  app.use(requestId, securityHeaders, stripInternalHeaders, refuseUnknownMethods(app));
  app.use('/api/*', limitAddress, limitBody);
  app.use('/host/enrol', limitBody);

  health(app);
  const api = restApi();
  app.route('/api', api);
  app.route('/api/v1', api);

  openSocket(app);
  enrolHost(app);
  openControl(app);
  openLink(app);
  getHostMedia(app);
  putHostMedia(app);
  return app;
};
