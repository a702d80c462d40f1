import { rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';

/** A daemon's local stream socket: 4-byte little-endian length and JSON, both ways, one question a connection. */
export interface FramedServer {
  close(): Promise<void>;
}

/**
 * @param answer gets the parsed question, and may take its time. A Buffer is sent as it is, without a header; undefined never answers; all else is sent as JSON.
 */
export async function startFramedServer(
  path: string,
  answer: (question: { command: string; parameters: Record<string, unknown> }) => unknown,
): Promise<FramedServer> {
  rmSync(path, { force: true });
  const server: Server = createServer(socket => {
    let received = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('data', chunk => {
      received = Buffer.concat([received, chunk]);
      if (received.length < 4 || received.length < 4 + received.readUInt32LE()) return;
      const question = JSON.parse(received.subarray(4, 4 + received.readUInt32LE()).toString());
      void respond(socket, answer(question));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(path, resolve);
  });
  return {
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.unref();
      }),
  };
}

async function respond(socket: Socket, answer: unknown): Promise<void> {
  const reply = await answer;
  if (reply !== undefined) socket.end(Buffer.isBuffer(reply) ? reply : frame(JSON.stringify(reply)));
}

/** A text behind its 4-byte little-endian length. */
export function frame(text: string): Buffer {
  const body = Buffer.from(text);
  const header = Buffer.alloc(4);
  header.writeUInt32LE(body.length);
  return Buffer.concat([header, body]);
}
