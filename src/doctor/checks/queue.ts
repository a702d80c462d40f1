import type { Check } from '../check.ts';
import { fail, failUnknown, ok, skipUnknown } from '../finding.ts';

const SAYS: Readonly<Record<string, string>> = {
  ENOENT: 'is not there: Wazuh does not run',
  ECONNREFUSED: 'has nobody who listens: Wazuh is stopped or just restarting',
  EACCES: 'may not be used by this user',
  EPERM: 'may not be used by this user',
  ENAMETOOLONG: 'has a longer path than a unix socket may have',
  EPROTOTYPE: 'is no datagram socket',
};

export const queueCheck: Check = {
  id: 'queue',
  group: 'Wazuh',
  title: 'Queue socket',
  about: 'The socket that events are handed to can be connected to. Nothing is sent.',
  run({ home, queueErrno }) {
    if (!home.known) return [skipUnknown(home)];
    if (!queueErrno.known) return [failUnknown(queueErrno)];
    const path = home.value.files.queueSocket;
    const errno = queueErrno.value;
    if (errno === undefined) return [ok(path)];
    const cure =
      errno === 'EACCES' || errno === 'EPERM' ? 'Run as root.' : 'Start Wazuh, then run this again.';
    return [fail(`${path} ${SAYS[errno] ?? 'cannot be connected to'} (${errno})`, cure)];
  },
};
