import { randomBytes, randomInt } from 'node:crypto';

/** WhatsApp shows a linking code for about three minutes. */
const CODE_LIFETIME_MS = 180_000;
const CODE_LETTERS = 'ABCDEFGHJKLMNPQRSTVWXYZ123456789';
const CODE_LENGTH = 8;

/** A device that shows a QR and waits to be scanned. */
export interface WaitingDevice {
  deviceId: string;
  sendRef: (ref: string, rotationMs: number) => void;
  sendIdle: () => void;
}

interface Waiting {
  device: WaitingDevice;
  ref: string;
  shownAtMs: number;
  timer: NodeJS.Timeout | null;
  codes: Map<string, { phone: string; expiresAtMs: number }>;
}

export interface WaitingLink {
  deviceId: string;
  ref: string;
  shownAtMs: number;
  expiresAtMs: number;
}

/** Gives out refs for QR codes and pairing codes, rotates the refs, and finds the device that a phone scanned. */
export class PairingDesk {
  readonly rotationMs: number;
  readonly #waiting = new Map<string, Waiting>();

  constructor(rotationMs: number) {
    this.rotationMs = rotationMs;
  }

  /** Shows a first ref. With `isIdle` it is the only one until the device asks for another. */
  open(device: WaitingDevice, isIdle: boolean): void {
    this.close(device.deviceId);
    const waiting: Waiting = { device, ref: '', shownAtMs: 0, timer: null, codes: new Map() };
    this.#waiting.set(device.deviceId, waiting);
    this.#show(waiting, isIdle);
  }

  refresh(deviceId: string, isIdle: boolean): void {
    const waiting = this.#waiting.get(deviceId);
    if (waiting) this.#show(waiting, isIdle);
  }

  #show(waiting: Waiting, isIdle: boolean): void {
    if (waiting.timer) clearTimeout(waiting.timer);
    waiting.ref = `2@${randomBytes(32).toString('base64').replaceAll('=', '')}`;
    waiting.shownAtMs = Date.now();
    waiting.device.sendRef(waiting.ref, this.rotationMs);
    waiting.timer = setTimeout(
      () => (isIdle ? waiting.device.sendIdle() : this.#show(waiting, false)),
      this.rotationMs,
    ).unref();
  }

  newCode(deviceId: string, phone: string): { code: string; expiresAtMs: number } | null {
    const waiting = this.#waiting.get(deviceId);
    if (!waiting) return null;
    const code = Array.from({ length: CODE_LENGTH }, () => CODE_LETTERS[randomInt(CODE_LETTERS.length)]).join('');
    const expiresAtMs = Date.now() + CODE_LIFETIME_MS;
    waiting.codes.set(code, { phone, expiresAtMs });
    return { code, expiresAtMs };
  }

  /** The device that shows this QR now (the whole string or its first part); null when it is old or unknown. */
  deviceByQr(qr: string): string | null {
    const ref = qr.trim().split(',')[0];
    for (const [deviceId, waiting] of this.#waiting) if (waiting.ref === ref) return deviceId;
    return null;
  }

  /** The device that asked for this code for this phone; null when it is old, unknown or another's. */
  deviceByCode(code: string, phone: string): string | null {
    const plain = code.replaceAll(/[\s-]/g, '').toUpperCase();
    for (const [deviceId, waiting] of this.#waiting) {
      const known = waiting.codes.get(plain);
      if (known && known.phone === phone && known.expiresAtMs > Date.now()) return deviceId;
    }
    return null;
  }

  links(): WaitingLink[] {
    return [...this.#waiting.values()].map(({ device, ref, shownAtMs }) => ({
      deviceId: device.deviceId,
      ref,
      shownAtMs,
      expiresAtMs: shownAtMs + this.rotationMs,
    }));
  }

  close(deviceId: string): void {
    const waiting = this.#waiting.get(deviceId);
    if (waiting?.timer) clearTimeout(waiting.timer);
    this.#waiting.delete(deviceId);
  }
  closeAll(): void {
    for (const deviceId of [...this.#waiting.keys()]) this.close(deviceId);
  }
}
