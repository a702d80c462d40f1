import { describe, expect, it } from 'vitest';
import { DatagramSocket } from '../../../src/wazuh/datagram-socket.ts';
import { loadUnixDgram } from '../../../src/wazuh/native-addon.ts';
import { TempHome } from '../../stand-ins/temp-home.ts';

describe('loadUnixDgram', () => {
  it('names every place where it looked', () => {
    expect(() => loadUnixDgram(['/nowhere/unix_dgram.node', '/nor/here/unix_dgram.node'])).toThrow(
      expect.objectContaining({
        code: 'NATIVE_ADDON_MISSING',
        message: expect.stringContaining('/nowhere/unix_dgram.node, /nor/here/unix_dgram.node'),
      }),
    );
  });

  it('says which Node cannot load a file that is no addon for it', () => {
    using home = new TempHome();
    const path = home.write('unix_dgram.node', 'not an ELF file');
    const load = () => loadUnixDgram([path]);
    expect(load).toThrow(expect.objectContaining({ code: 'NATIVE_ADDON_UNUSABLE' }));
    expect(load).toThrow(process.version);
  });

  it('loads the one of this checkout, once', () => {
    const addon = loadUnixDgram();
    expect(addon.SOCK_DGRAM).toBe(2);
    expect(loadUnixDgram(['/nowhere'])).toBe(addon);
  });
});

describe('DatagramSocket', () => {
  it('may be closed twice, and wakes whoever waits', async () => {
    const socket = new DatagramSocket();
    expect(socket.connect('/nowhere/queue')).toBe('ENOENT');
    socket.close();
    socket.close();
    await expect(socket.writable()).resolves.toBeUndefined();
    expect(socket.trySend(Buffer.from('x'))).toBe('EBADF');
  });
});
