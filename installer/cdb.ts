/** First 2,048 bytes of a CDB: 256 hash tables by place and length. */
const HEADER_BYTES = 2_048;
const TABLES = 256;

/**
 * A compiled list without entries, byte for byte as analysisd makes it: each table is empty and begins behind the header.
 *
 * It is put beside a new empty list, so that whatever analysisd compiles later replaces a file that the installation knows of.
 */
export function emptyCdb(): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES);
  for (let table = 0; table < TABLES; table++) bytes.writeUInt32LE(HEADER_BYTES, table * 8);
  return bytes;
}
