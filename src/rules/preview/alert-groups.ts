import { fromByteString } from './byte-string.ts';

/** The group text is cut to this before it is split. */
const MAX_BYTES = 1023;

/** Group names that begin so go to a member of their own in the alert (`rule.pci_dss` and so on). */
const COMPLIANCE = ['pci_dss_', 'cis_', 'gdpr_', 'gpg13_', 'hipaa_', 'nist_800_53_', 'tsc_'];

/** The `groups` of an alert: the rule's group names without those of the compliance frameworks. @param group byte string. */
export function alertGroups(group: string): string[] {
  return group
    .slice(0, MAX_BYTES)
    .split(',')
    .filter(name => name !== '' && !COMPLIANCE.some(prefix => name.startsWith(prefix)))
    .map(fromByteString);
}
