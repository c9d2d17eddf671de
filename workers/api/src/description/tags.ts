/** In the order of the reference page: first getting in, then the workspace, then what it is for. */
export const TAGS = [
  { name: 'Sign-in', description: 'Sign up, sign in, second factor, passwords, and the confirmation that it is you.' },
  { name: 'Account', description: 'The person who asks: profile, picture, signed-in devices.' },
  { name: 'Workspaces', description: 'The tenants a person is a member of, and the settings of the present one.' },
  { name: 'Members', description: 'Who belongs to the workspace, in which role, and who is invited.' },
  { name: 'API keys', description: 'Keys for programs: scopes, expiry, networks, rotation.' },
  { name: 'Gates', description: 'Features that may be locked, and the access codes that open them.' },
  { name: 'Usage', description: 'What was used, and the limits that hold.' },
  { name: 'Audit', description: 'Who did what, when, from where; sealed against later changes.' },
  { name: 'Sessions', description: 'WhatsApp accounts linked as devices: code to scan, state, start and stop.' },
  { name: 'Session hosts', description: 'The machines that keep sessions alive: enrol, watch, drain, remove.' },
  { name: 'Messages', description: 'Send messages of every kind, change them, read them and their media.' },
  { name: 'Templates', description: 'Saved texts, for people and programs.' },
  { name: 'Chats', description: 'The inbox of the workspace: chats, notes, contacts, groups, numbers.' },
  { name: 'Webhooks', description: 'Endpoints that get events by signed HTTP requests, and the log of deliveries.' },
  {
    name: 'Notifications',
    description: 'What people are told in the dashboard, by e-mail and live; who wants which of it.',
  },
  { name: 'Events', description: 'The log of what happened, and the catalogue of event types.' },
  { name: 'Monitor', description: 'Figures of the live hub, thresholds and alerts, metrics for Prometheus.' },
  { name: 'Live events', description: 'Tickets for the WebSocket; its frames are described in `/api/asyncapi.json`.' },
] as const;
