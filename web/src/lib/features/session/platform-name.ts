/** What WhatsApp calls a phone's system; `smb…` is WhatsApp Business. */
const NAMES: Readonly<Record<string, string>> = {
  android: 'Android',
  smba: 'Android',
  iphone: 'iPhone',
  ios: 'iPhone',
  smbi: 'iPhone',
  web: 'Web',
};

/** A phone's system as its makers write it; one that is not known as WhatsApp does. */
export const platformName = (platform: string): string => NAMES[platform.toLowerCase()] ?? platform;
