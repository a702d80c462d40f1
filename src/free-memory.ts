/**
 * Gives a buffer's memory back at once. The garbage collector does not see how large a buffer is until much later: bodies of some
 * megabytes, one after the other, would stand at a hundred.
 *
 * Nothing may read the buffer, or a view of it, afterwards: they are empty. Leaves small ones alone that share their memory with others
 * (`Buffer.poolSize`).
 */
export function freeMemory(buffer: Buffer): void {
  const memory = buffer.buffer;
  if (!(memory instanceof ArrayBuffer)) return;
  if (memory.byteLength === buffer.length || memory.byteLength > 2 * Buffer.poolSize) memory.transfer(0);
}
