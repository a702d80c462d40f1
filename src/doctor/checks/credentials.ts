import { EXPIRY_WARNING_MS } from '../../microsoft/credentials/credential.ts';
import type { Check } from '../check.ts';
import type { CredentialFact, DoctorFacts, FileMode } from '../facts.ts';
import { fail, failUnknown, type Finding, ok, skipped, skipUnknown, warn } from '../finding.ts';
import { moment } from '../../terminal/words.ts';

export const credentialsCheck: Check = {
  id: 'credentials',
  group: 'Configuration',
  title: 'Credentials',
  about:
    'What every tenant’s application proves itself with can be read and used: secret files of mode 0600 and root’s, certificates for 30 days at least; and nobody else may change the configuration.',
  run(facts) {
    const { credentials, configFiles } = facts;
    if (!credentials.known) return [skipUnknown(credentials)];
    return [
      ...credentials.value.map(credential => ofTenant(credential, facts)),
      ...(configFiles.known ? configFiles.value : []).flatMap(ofFile),
    ];
  },
};

function ofTenant({ tenant, variable, inspected }: CredentialFact, { nowMs }: DoctorFacts): Finding {
  if (!inspected.known) {
    return variable === undefined
      ? failUnknown(inspected, tenant)
      : skipped(`$${variable} is not set in this shell; whether the wodle has it is not known`, tenant);
  }
  const { description, expiresAtMs } = inspected.value;
  if (expiresAtMs === undefined) return ok(`${description}, readable by root alone`, tenant);
  const text = `${description}, valid until ${moment(expiresAtMs)}`;
  if (expiresAtMs - nowMs > EXPIRY_WARNING_MS) return ok(text, tenant);
  return warn(
    text,
    'Register a new certificate with the application in Entra, then put it in this one’s place.',
    tenant,
  );
}

function ofFile({ path, mode, uid }: FileMode): Finding[] {
  if ((mode & 0o022) !== 0) {
    const text = `${path} has mode 0${mode.toString(8)}: others may change it`;
    return [fail(text, `chmod go-w ${path}, and see what is in it.`)];
  }
  return uid === 0 ? [] : [warn(`${path} belongs to user ${uid}, not to root`, `chown root ${path}`)];
}
