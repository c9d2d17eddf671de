import { ownPortsOf } from '@waqtor/core/outbound/own-ports';
import type { OutboundPolicy } from '@waqtor/core/webhook/guard-url';

/** Bindings of waqtor-webhooks (wrangler.toml, [env.webhooks]). */
export interface WebhooksEnv {
  WAQTOR_ENVIRONMENT: string;
  /** `allow` opens loopback receivers; heard in the local environment only. */
  WAQTOR_WEBHOOK_LOOPBACK?: string;
  /** 32 bytes, base64: opens the sealed secrets of the endpoints. */
  WAQTOR_DATA_KEY: string;
  /** Resolver by which receivers are looked up before every attempt; see core/outbound/resolver-of-settings. */
  WAQTOR_OUTBOUND_DOH_URL?: string;
  /** Comma-separated host names of this deployment, which deliveries never go to. */
  WAQTOR_OWN_HOSTS?: string;
  /** Ports of our own parts on loopback; see core/outbound/own-ports. */
  WAQTOR_OWN_PORTS?: string;
}

/** Two switches must agree before loopback opens: one forgotten variable in production opens nothing (W-9). */
export const outboundPolicyOf = (env: WebhooksEnv): OutboundPolicy => ({
  allowLoopbackHttp: env.WAQTOR_ENVIRONMENT === 'local' && env.WAQTOR_WEBHOOK_LOOPBACK === 'allow',
  ownHosts: (env.WAQTOR_OWN_HOSTS ?? '')
    .split(',')
    .map((host) => host.trim().toLowerCase())
    .filter((host) => host !== ''),
  ownPorts: ownPortsOf(env.WAQTOR_OWN_PORTS),
});
