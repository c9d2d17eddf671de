/** CRC-32 (IEEE 802.3, reflected 0xEDB88320): a checksum against typing errors and false alarms, no protection. */
export const crc32OfBytes = (bytes: Uint8Array): number => {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
};

/** Of the text in UTF-8. */
export const crc32 = (text: string): number => crc32OfBytes(new TextEncoder().encode(text));
